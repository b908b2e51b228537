"""A project's files are loaded all or none, each statement with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from pactgraph.errors import BadInput, Location
from pactgraph.model.graphs import ENTITIES, JUDGEMENTS, GraphKind, kind_of
from pactgraph.namespaces import ARTICLE, ID, PACT, RDF, RDFS, SKOS
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources

HARBOUR = "data/articles/harbour-2019-05-02.trig"
FOUNDING = ID["council-of-lagoons-founding"]


@pytest.fixture
def sources(tiny_project: Project) -> Sources:
    return Sources.load(tiny_project)


def test_each_folder_goes_to_its_graphs(sources: Sources) -> None:
    kinds = sorted({kind_of(graph).value for graph in sources.graphs})
    assert kinds == ["claim", "entities", "judgements", "passage", "record"]
    name = ox.Triple(ID.tirra, RDFS.label, ox.Literal("Tirra", language="en"))
    assert name in sources.graphs[ENTITIES.value]
    assert len(sources.graphs[JUDGEMENTS.value]) == 4
    assert ox.Triple(PACT.State, RDFS.subClassOf, PACT.Organisation) in sources.ontology
    assert not any(triple.subject == PACT.State for triple in sources.shapes)
    assert sources.shapes
    assert [len(links.rows) for links in sources.links] == [3]
    assert sum(len(triples) for triples in sources.graphs.values()) == len(set(sources.quads))


def test_a_triple_that_two_articles_state_has_a_place_in_each(sources: Sources) -> None:
    triple = ox.Triple(FOUNDING, PACT.founded, ID["council-of-lagoons"])
    places = sources.locations_of(triple)
    assert [kind_of(graph) for graph, _ in places] == [GraphKind.PASSAGE] * 2
    root = sources.project.root
    for _, location in places:
        assert location.line is not None
        line = (root / location.file).read_text().splitlines()[location.line - 1]
        assert "pact:founded id:council-of-lagoons" in line
    assert {location.file for _, location in places} == {HARBOUR, "data/articles/lagoon-2021.trig"}


def test_every_statement_of_every_file_has_a_line(sources: Sources) -> None:
    for parsed in sources.files:
        for quad in parsed.quads:
            found = sources.line_of(quad)
            assert found is not None
            assert found.line is not None


def test_a_match_stands_at_its_row(sources: Sources) -> None:
    (quad,) = sources.links[0].quads
    assert quad.predicate == SKOS.exactMatch
    assert sources.line_of(quad) == Location("data/links/register.sssom.tsv", 10)
    assert sources.locations_of(quad.triple) == [
        ("https://w3id.org/pactgraph/graph/links/register", sources.line_of(quad))
    ]


def test_a_thing_is_found_where_it_is_first_spoken_of(sources: Sources) -> None:
    found = sources.location_of_subject(ID.tirra)
    assert found is not None
    line = (sources.project.root / found.file).read_text().splitlines()[(found.line or 0) - 1]
    assert line.startswith("id:tirra a pact:State")
    assert sources.location_of_subject(ID.nobody) is None


def test_what_no_file_states_has_no_place(sources: Sources) -> None:
    quad = ox.Quad(FOUNDING, RDF.type, PACT.Founding, ENTITIES)
    assert sources.line_of(quad) is not None
    assert sources.line_of(ox.Quad(FOUNDING, RDF.type, PACT.Cycle, ENTITIES)) is None
    assert sources.locations_of(ox.Triple(FOUNDING, RDF.type, PACT.Cycle)) == []


def test_the_digest_is_of_names_and_bytes_and_not_of_the_folder(
    sources: Sources, tiny_root: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(tiny_root, tmp_path / "elsewhere"))
    assert Sources.load(Project(copy)).digest == sources.digest
    links = copy / "data/links/register.sssom.tsv"
    links.write_text(links.read_text() + "\n")
    changed = Sources.load(Project(copy)).digest
    assert changed != sources.digest
    (copy / "data/entities/things.ttl").rename(copy / "data/entities/other.ttl")
    assert Sources.load(Project(copy)).digest not in (changed, sources.digest)


def test_two_loads_are_the_same(sources: Sources) -> None:
    again = Sources.load(sources.project)
    assert (list(again.quads), again.ontology, again.shapes) == (
        list(sources.quads),
        sources.ontology,
        sources.shapes,
    )


def break_file(root: Path, name: str, addition: str) -> None:
    path = root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + addition)


@pytest.mark.parametrize(
    ("name", "addition", "words"),
    [
        ("data/entities/things.ttl", "\nid:x a [] .\n", "no blank nodes"),
        ("data/entities/things.ttl", "\nid:x a pact:State\n", "not valid Turtle"),
        ("data/judgements/doubts.ttl", "\nid:x a [] .\n", "no blank nodes"),
        (HARBOUR, "\nid:x a pact:State .\n", "stands in no graph"),
        (HARBOUR, "\nGRAPH <lagoon-2021/record> { id:x a id:y }\n", "another article"),
        ("ontology/tiny.ttl", "\npact:x a owl:Class", "not valid Turtle"),
        ("ontology/shapes/things.ttl", "\nshape:x a", "not valid Turtle"),
        ("data/links/register.sssom.tsv", "id:a\tx\n", "the row has no predicate_id"),
        ("data/articles/no slug.trig", "", "cannot be an article's slug"),
        ("data/articles/empty.trig", "", "no record of the article"),
    ],
)
def test_one_broken_file_stops_the_load_and_is_named(
    tiny_root: Path, name: str, addition: str, words: str
) -> None:
    break_file(tiny_root, name, addition)
    with pytest.raises(BadInput) as caught:
        Sources.load(Project(tiny_root))
    assert words in caught.value.message
    assert caught.value.location is not None
    assert caught.value.location.file == name


def test_a_second_file_of_one_article_is_refused(tiny_root: Path) -> None:
    more = tiny_root / "data/articles/more"
    more.mkdir()
    shutil.copy(tiny_root / HARBOUR, more)
    with pytest.raises(BadInput, match="has a second file") as caught:
        Sources.load(Project(tiny_root))
    assert caught.value.location == Location("data/articles/more/harbour-2019-05-02.trig")
    assert HARBOUR in (caught.value.hint or "")


def test_an_empty_project_loads(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "ontology").mkdir()
    empty = Sources.load(Project(tmp_path))
    assert (list(empty.quads), dict(empty.articles), empty.links) == ([], {}, ())


def test_the_repository_loads_with_a_line_for_everything(repository: Project) -> None:
    loaded = Sources.load(repository)
    for parsed in loaded.files:
        assert set(parsed.positions.lines) == set(parsed.quads)
    for article in loaded.articles.values():
        assert article.iri == ARTICLE[article.slug].value
