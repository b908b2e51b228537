"""Tables of links: read whole or refused with the line, written whole, in one order."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from sssom.parsers import parse_sssom_table
from sssom.writers import write_table as write_sssom

from pactgraph.errors import BadInput
from pactgraph.export.atomic import WriteFailed
from pactgraph.linking.authorities import KNOWN
from pactgraph.linking.link_table import cell, new_table, read_table, write_table
from pactgraph.linking.sssom_library import LibraryMissing
from pactgraph.source.links import read_links

HEAD = """\
# mapping_set_id: "https://example.org/sets/register"
# # a comment of the curator's own
# license: "https://creativecommons.org/publicdomain/zero/1.0/"
# creator_id:
#   - "ex:person-a"
#   - "ex:person-b"
# curie_map:
#   id: "https://w3id.org/pactgraph/id/"
#   ex: "https://example.org/register/"
#   semapv: "https://w3id.org/semapv/vocab/"
#   skos: "http://www.w3.org/2004/02/skos/core#"
"""
COLUMNS = (
    "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification"
    "\tconfidence\tcomment\n"
)
GOOD = "id:tirra\tskos:exactMatch\t\tex:17\tsemapv:ManualMappingCuration\t1.0\tseen\n"


def written(folder: Path, *rows: str, columns: str = COLUMNS) -> Path:
    path = folder / "register.sssom.tsv"
    path.write_text(HEAD + columns + "".join(rows), "utf-8")
    return path


def test_what_is_read_is_all_there_is_and_is_written_again_byte_for_byte(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "id:maristan\tskos:exactMatch\tNot\tex:17\tsemapv:ManualMappingCuration\t\tanother state\n",
        "id:port-selm\tskos:exactMatch\t\tsssom:NoTermFound\tsemapv:ManualMappingCuration"
        "\t\tnot there\n",
        GOOD,
    )
    before = path.read_bytes()
    table = read_table(path, "register")
    assert [row["subject_id"] for row in table.rows] == ["id:maristan", "id:port-selm", "id:tirra"]
    write_table(table)
    assert path.read_bytes() == before
    library = parse_sssom_table(path)
    assert len(library.df) == 3
    assert library.metadata["creator_id"] == ["ex:person-a", "ex:person-b"]


def test_rows_stand_in_one_order_whatever_order_they_came_in(tmp_path: Path) -> None:
    other = "id:maristan\tskos:exactMatch\t\tex:18\tsemapv:ManualMappingCuration\t1.0\tseen\n"
    table = read_table(written(tmp_path, GOOD, other), "register")
    write_table(table)
    once = table.path.read_bytes()
    write_table(table.with_rows(reversed(table.rows)))
    assert table.path.read_bytes() == once
    assert once.index(b"id:maristan") < once.index(b"id:tirra")


@pytest.mark.parametrize(
    ("row", "line", "says"),
    [
        (GOOD.replace("ex:17", "ex:Geoană"), 14, "ex:Geoană is not a valid URI or CURIE"),
        (GOOD.replace("1.0", "7.5"), 14, "7.5"),
        (GOOD.replace("seen", "NA"), 14, 'comment "NA"'),
        (GOOD.replace("semapv:ManualMappingCuration", "by hand"), 14, "by hand"),
    ],
)
def test_a_row_that_the_library_would_drop_or_change_is_refused_with_its_line(
    tmp_path: Path, row: str, line: int, says: str
) -> None:
    other = "id:maristan\tskos:exactMatch\t\tex:18\tsemapv:ManualMappingCuration\t1.0\tseen\n"
    path = written(tmp_path, other, row)
    assert len(read_links(path, "register").rows) == 2
    with pytest.raises(BadInput) as caught:
        read_table(path, "data/links/register.sssom.tsv")
    assert f"data/links/register.sssom.tsv:{line}:" in str(caught.value)
    assert says in str(caught.value)


def test_a_head_that_the_library_finds_wrong_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    path.write_text(path.read_text("utf-8").replace("ex:person-a", "somebody"), "utf-8")
    with pytest.raises(BadInput, match="creator_id"):
        read_table(path, "register")


def test_a_column_that_sssom_does_not_have_is_not_lost_silently(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD, columns=COLUMNS.replace("comment", "remark"))
    with pytest.raises(BadInput, match='remark "seen"'):
        read_table(path, "register")


def test_what_cannot_be_read_again_never_reaches_the_disk(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, GOOD), "register")
    before = table.path.read_bytes()
    bad = {**table.rows[0], "object_id": "ex:Geoană"}
    with pytest.raises(BadInput, match="is not a valid URI or CURIE"):
        write_table(table.with_rows([*table.rows, bad]))
    assert table.path.read_bytes() == before
    assert os.listdir(tmp_path) == [table.path.name]


def test_a_folder_that_cannot_be_written_to_leaves_the_old_table(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, GOOD), "register")
    blocked = replace(table, path=table.path / "inside" / "x.sssom.tsv")
    with pytest.raises(WriteFailed):
        write_table(blocked)
    assert table.path.read_text("utf-8").endswith(GOOD)


def test_a_new_table_has_a_head_that_the_library_takes(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "geonames.sssom.tsv"
    (geonames,) = [one for one in KNOWN if one.name == "geonames"]
    table = new_table(path, "new", geonames, 'a "title": é', "what it is", "https://example.org/s")
    write_table(table)
    assert read_table(path, "new").rows == ()
    assert table.curie("https://sws.geonames.org/778/") == "geonames:778/"
    row = {
        "subject_id": table.curie("https://w3id.org/pactgraph/id/port-selm"),
        "predicate_id": "skos:exactMatch",
        "object_id": "geonames:778/",
        "mapping_justification": "semapv:LexicalMatching",
        "comment": cell('tab\there, "quotes", a\nline, and | bars'),
    }
    write_table(table.with_rows([row]))
    assert read_table(path, "new").rows == (row,)
    assert parse_sssom_table(path).metadata["mapping_set_title"] == 'a "title": é'
    assert yaml.safe_load("\n".join(line[1:] for line in table.head))["license"]


def test_rows_added_one_by_one_make_the_table_that_the_library_writes(tmp_path: Path) -> None:
    rows = [
        {
            "subject_id": f"id:thing-{number}",
            "predicate_id": "skos:exactMatch",
            "object_id": f"ex:{number}",
            "mapping_justification": "semapv:LexicalMatching",
            **more,
        }
        for number, more in enumerate(
            (
                {"confidence": "0.5", "comment": 'a "quoted" word'},
                {"similarity_score": "1", "see_also": "https://example.org/a|https://x.org/b"},
                {"comment": "'apostrophes' and \"both\"", "object_label": "Óda, the 2nd"},
                {"confidence": "1.0", "mapping_date": "2024-05-06", "match_string": "01"},
            )
        )
    ]
    table = read_table(written(tmp_path, GOOD), "register")
    write_table(table.with_rows([*table.rows, *rows]))
    at_once = table.path.read_text("utf-8")
    for number in (3, 1, 0, 2):
        table = read_table(write_table(table.with_rows([*table.rows, rows[number]])).path, "again")
    assert table.path.read_text("utf-8") == at_once
    stream = io.StringIO()
    write_sssom(parse_sssom_table(table.path), stream, condense=False)
    library = [line for line in stream.getvalue().splitlines() if not line.startswith("#")]
    assert [line for line in at_once.splitlines() if not line.startswith("#")] == library


def test_a_row_that_was_taken_under_another_head_is_asked_again(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, GOOD), "register")
    other = replace(table, head=tuple(line for line in table.head if "  ex:" not in line))
    with pytest.raises(BadInput, match="ex"):
        write_table(other)
    assert read_table(table.path, "register").rows == table.rows


def test_what_only_several_rows_show_to_be_wrong_never_reaches_the_disk(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, GOOD), "register")
    before = table.path.read_bytes()
    refused = {**table.rows[0], "predicate_modifier": "Not"}
    with pytest.raises(BadInput, match="accepted"):
        write_table(table.with_rows([*table.rows, refused]))
    assert table.path.read_bytes() == before


def test_a_curie_that_would_be_refused_is_written_as_the_whole_iri(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, GOOD), "register")
    whole = "https://example.org/register/Film:_Two"
    assert table.curie(whole) == whole
    row = {**table.rows[0], "object_id": whole}
    write_table(table.with_rows([row]))
    assert table.expand(read_table(table.path, "again").rows[0]["object_id"]) == whole


def test_without_the_library_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sssom.parsers", None)
    with pytest.raises(LibraryMissing, match=r"pactgraph\[links\]"):
        read_table(written(tmp_path, GOOD), "register")
