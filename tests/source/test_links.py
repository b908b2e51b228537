"""Link sets are read row by row, and only what holds becomes a triple."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from pactgraph.errors import BadInput, Location
from pactgraph.namespaces import ID, SKOS
from pactgraph.source.links import LinkSet, read_links

HEAD = """\
#curie_map:
#  ex: "https://example.org/"
#  wd: https://example.org/other-wd/
#mapping_set_id: https://example.org/set
#mapping_set_title: 'A set: with a colon'
#creator_id:
#  - orcid:0000
"""
COLUMNS = (
    "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tcomment\n"
)
ROWS = (
    "id:tirra\tskos:exactMatch\t\tex:17\tsemapv:ManualMappingCuration\tfound\n"
    "id:tirra\tskos:closeMatch\tNot\tex:18\tsemapv:ManualMappingCuration\t\n"
    "id:maristan\tskos:exactMatch\t\tsssom:NoTermFound\tsemapv:ManualMappingCuration\t\n"
    '\t\t\t\t\t\n"id:port-selm"\tskos:exactMatch\t\thttps://example.com/a b'.replace(" ", "")
    + '\tsemapv:LexicalMatching\t"a\ntwo-line ""note"""\n'
    "id:vell\tskos:exactMatch\t\twd:Q1\tsemapv:ManualMappingCuration\n"
)


def read(folder: Path, content: str) -> LinkSet:
    path = folder / "register.sssom.tsv"
    path.write_bytes(content.encode())
    return read_links(path, "data/links/register.sssom.tsv")


def test_accepted_rows_become_triples_of_the_link_sets_graph(tmp_path: Path) -> None:
    links = read(tmp_path, HEAD + COLUMNS + ROWS)
    graph = ox.NamedNode("https://w3id.org/pactgraph/graph/links/register")
    assert links.graph == graph
    assert links.quads == [
        ox.Quad(ID.tirra, SKOS.exactMatch, ox.NamedNode("https://example.org/17"), graph),
        ox.Quad(ID["port-selm"], SKOS.exactMatch, ox.NamedNode("https://example.com/ab"), graph),
        ox.Quad(ID.vell, SKOS.exactMatch, ox.NamedNode("https://example.org/other-wd/Q1"), graph),
    ]


def test_every_row_stays_at_hand_with_its_line_and_cells(tmp_path: Path) -> None:
    rows = read(tmp_path, HEAD + COLUMNS + ROWS).rows
    assert [(row.accepted, row.location.line) for row in rows] == [
        (True, 9),
        (False, 10),
        (False, 11),
        (True, 13),
        (True, 15),
    ]
    assert rows[3].cells["comment"] == 'a\ntwo-line "note"'
    assert rows[1].triple.object == ox.NamedNode("https://example.org/18")
    assert rows[3].justification == "semapv:LexicalMatching"


def test_the_head_gives_single_values_and_prefixes(tmp_path: Path) -> None:
    links = read(tmp_path, HEAD + COLUMNS)
    assert links.head == {
        "mapping_set_id": "https://example.org/set",
        "mapping_set_title": "A set: with a colon",
    }
    assert links.prefixes["ex"] == "https://example.org/"
    assert links.rows == ()


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ("", 8, "no column subject_id, predicate_id"),
        ("subject_id\tobject_id\n", 8, "no column predicate_id, mapping_justification"),
        (COLUMNS + "id:a\tskos:exactMatch\t\tex:1\n", 9, "no mapping_justification"),
        (COLUMNS + "id:a\tskos:exactMatch\t\tno:1\tx:y\n", 9, '"no:1" has no prefix'),
        (COLUMNS + "id:a\tskos:exactMatch\t\tplain\tx:y\n", 9, '"plain" has no prefix'),
        (COLUMNS + "id:a\tskos:exactMatch\tno\tex:1\tx:y\n", 9, 'predicate_modifier is "no"'),
        (COLUMNS + "id:a\tskos:exactMatch\t\tex:a b\tx:y\n", 9, "is not an IRI"),
        (COLUMNS + "a\tb\tc\td\te\tf\tg\n", 9, "7 cells for 6 columns"),
        (COLUMNS + 'id:a\t"open\n', 9, "not a table of tabs"),
    ],
)
def test_a_broken_table_is_refused_with_its_line(
    tmp_path: Path, table: str, line: int, words: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, HEAD + table)
    assert caught.value.location == Location("data/links/register.sssom.tsv", line)
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("skos:exactMatch\t", "skos:exactMatch\tNot"),
        ("skos:exactMatch\tNot", "skos:closeMatch\t"),
    ],
)
def test_a_pair_is_not_accepted_and_refused(tmp_path: Path, first: str, second: str) -> None:
    rows = (
        f"id:tirra\t{first}\tex:a%C4%83\tsemapv:MappingReview\t\n"
        "id:tirra\tskos:exactMatch\tNot\tex:18\tsemapv:MappingReview\t\n"
        f"id:tirra\t{second}\thttps://example.org/aă\tsemapv:MappingReview\t\n"
    )
    with pytest.raises(BadInput) as caught:
        read(tmp_path, HEAD + COLUMNS + rows)
    assert caught.value.location == Location("data/links/register.sssom.tsv", 11)
    places = {9: "accepted", 11: "refused (Not)"}
    if "Not" in first:
        places = {9: "refused (Not)", 11: "accepted"}
    for line, word in places.items():
        assert f"{word} at data/links/register.sssom.tsv:{line}" in caught.value.message
    assert "judged once" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("row", "same"),
    [
        ("skos:exactMatch\t\tex:1", True),
        ("skos:closeMatch\t\tex:1", True),
        ("owl:sameAs\t\tex:1", True),
        ("skos:relatedMatch\t\tex:1", False),
        ("skos:broadMatch\t\tex:1", False),
        ("skos:narrowMatch\t\tex:1", False),
        ("skos:exactMatch\tNot\tex:1", False),
        ("skos:exactMatch\t\tsssom:NoTermFound", False),
    ],
)
def test_only_what_leads_to_the_thing_itself_links_it(tmp_path: Path, row: str, same: bool) -> None:
    (found,) = read(tmp_path, f"{HEAD}{COLUMNS}id:a\t{row}\tsemapv:MappingReview\t\n").rows
    assert found.is_same is same


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Geoan%C4%83", "Geoană"),
        ("A%E2%80%93B", "A–B"),
        ("a%20b%2Fc", "a%20b%2Fc"),
        ("%FF%FE", "%FF%FE"),
        ("%E2%80%AEabc", "%E2%80%AEabc"),
    ],
)
def test_what_a_table_encodes_is_the_iri_that_others_have(
    tmp_path: Path, written: str, read_as: str
) -> None:
    row = f"id:maristan\tskos:exactMatch\t\thttp://example.org/{written}\tsemapv:ManualMappingCuration\t\n"
    (found,) = read(tmp_path, HEAD + COLUMNS + row).rows
    assert found.object.value == f"http://example.org/{read_as}"
