"""Every IRI of ours leads to a page and to data that tell of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from linked_data_world import (
    BASE,
    NoSuchPath,
    every_iri,
    get,
    media_type,
    parsed,
    path_of,
    repository_site,
    stands_for_others,
)

import pactgraph
from pactgraph.errors import NotFound
from pactgraph.web.formats import TRIPLES
from pactgraph.web.linked_data.own_iris import DATASET, SHAPES
from pactgraph.web.site import Site

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"


def test_every_iri_leads_to_data_that_tell_of_it() -> None:
    iris = every_iri()
    # The claims, bounds, selectors and terms of five articles are far more than a thousand.
    assert len(iris) > 1500
    told: dict[str, set[str]] = {}
    missing = []
    for iri in filter(stands_for_others, iris):
        path = path_of(iri)
        if path not in told:
            there = get(path, media_type("nq"))
            assert (there.status, there.headers["Vary"]) == (303, "Accept"), iri
            location = there.headers["Location"]
            assert location == f"/data{path}.nq", iri
            document = get(location)
            assert document.status == 200
            quads = parsed(document, "nq")
            told[path] = {q.subject.value for q in quads} | {
                q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode)
            }
        if iri not in told[path]:
            missing.append(iri)
    assert len(told) > 100
    assert missing == []


@pytest.mark.parametrize("format_name", TRIPLES)
def test_the_format_asked_for_is_the_one_led_to(format_name: str) -> None:
    there = get("/id/nato", media_type(format_name))
    assert there.headers["Location"] == f"/data/id/nato.{format_name}"
    document = get(there.headers["Location"])
    assert document.content_type.startswith(media_type(format_name))


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/id/nato", "/page/id/nato"),
        ("/article/azernews-2020-01-21", "/page/article/azernews-2020-01-21"),
        ("/ontology", "/page/ontology"),
        ("/ontology/0.1.0", "/page/ontology"),
        ("/shapes", "/page/shapes"),
        ("/graph/links/wikidata", "/page/graph/links/wikidata"),
        ("/dataset", "/"),
        ("/query/summits", "/queries/summits"),
        ("/id/nato?as-of=2012-01-01&utm=x", "/page/id/nato?as-of=2012-01-01"),
    ],
)
def test_a_browser_is_led_to_the_page(path: str, page: str) -> None:
    there = get(path)
    assert (there.status, there.body) == (303, b"")
    assert there.headers == {"Location": page, "Vary": "Accept"}


@pytest.mark.parametrize("local", ["dataset", "shapes", "query/summits", "query/describe"])
def test_what_is_no_thing_of_the_graph_is_told_of_too(local: str) -> None:
    there = get(f"/{local}", media_type("ttl"))
    document = get(there.headers["Location"])
    subjects = {q.subject for q in parsed(document, "ttl")}
    assert ox.NamedNode(BASE + local) in subjects


def test_queries_are_told_of_with_their_text() -> None:
    quads = parsed(get("/data/query/summits.ttl"), "ttl")
    texts = [q.object.value for q in quads if q.predicate.value.endswith("shacl#select")]
    assert len(texts) == 1
    assert "SELECT" in texts[0]


@pytest.mark.parametrize(
    "path",
    [
        "/id/nato/",
        "/id/NATO",
        "/ID/nato",
        "/id/nato%20",
        "/id/nowhere-at-all",
        "/id/nato.ttl",
        "/id/..%2f..%2fetc%2fpasswd",
        "/id/../../etc/passwd",
        "/id/%2e%2e/%2e%2e/etc/passwd",
        "//id/nato",
        "/id//nato",
        "/id/\\nato",
        "/id/%5cnato",
        "/id/%00",
        "/id/<script>",
        "/id/%3Cscript%3E",
        "/id/%0d%0aSet-Cookie:x",
        "/article/azernews-2020-01-21/record.trig",
        "/graph/../id/nato",
        "/data/id/../id/nato.ttl",
        "/data/../../etc/passwd.ttl",
        "/data/etc/passwd.ttl",
        "/data/.ttl",
        "/data/id/.ttl",
        "/dump/../data.ttl",
        "/dump/passwd.ttl",
    ],
)
def test_what_is_not_there_is_not_found_and_never_a_file(path: str) -> None:
    with pytest.raises((NotFound, NoSuchPath)) as failed:
        get(path, media_type("ttl"))
    assert "root:" not in str(failed.value)


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/id/natoo", "id/nato"),
        ("/id/NATO", "id/nato"),
        ("/id/nato/", "id/nato"),
        ("/article/azernews-2020-01-22", "article/azernews-2020-01-21"),
        ("/shape", None),
    ],
)
def test_what_is_near_is_named(path: str, near: str | None) -> None:
    with pytest.raises((NotFound, NoSuchPath)) as failed:
        get(path)
    if near is not None:
        assert isinstance(failed.value, NotFound)
        assert BASE + near in failed.value.candidates


def test_an_iri_with_other_letters_is_found_as_it_is_written(tmp_path: Path) -> None:
    root = Path(shutil.copytree(TINY, tmp_path / "tiny"))
    (root / "data" / "entities" / "letters.ttl").write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix pact: <https://w3id.org/pactgraph/ontology#> .\n"
        f'<{BASE}id/Åland> a pact:Place ; rdfs:label "Åland"@en ; pact:name "Åland" .\n'
        f'<{BASE}id/a%20b> a pact:Place ; rdfs:label "a b"@en ; pact:name "a b" .\n',
        "utf-8",
    )
    with pactgraph.open(project=root) as kg:
        site = Site(kg, version="x")
        for asked, name in (
            ("/id/%C3%85land", "%C3%85land"),
            ("/id/a%20b", "a%2520b"),
            ("/id/a%2520b", "a%2520b"),
        ):
            there = get(asked, media_type("nt"), site)
            assert there.headers["Location"] == f"/data/id/{name}.nt"
            labels = [
                q.object.value
                for q in parsed(get(there.headers["Location"], site=site), "nt")
                if q.predicate.value.endswith("#label") and "/id/" in q.subject.value
            ]
            assert labels == ["Åland" if "land" in asked else "a b"]
        with pytest.raises(NotFound):
            get("/id/%C3%A5land", media_type("nt"), site)


def test_the_dataset_and_the_shapes_are_ours() -> None:
    assert {DATASET, SHAPES} == {f"{BASE}dataset", f"{BASE}shapes"}
    assert repository_site().kg.project.shape_files
