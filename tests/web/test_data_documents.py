"""What the data of a thing hold, in every format, and that nothing is lost or added."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from linked_data_world import (
    BASE,
    PARSED_AS,
    WITH_GRAPHS,
    get,
    media_type,
    parsed,
    repository_site,
    same_graphs,
    without_graphs,
)
from site_worlds import ROOT

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.errors import BadInput, NotFound
from pactgraph.graph import Graph, build_graph
from pactgraph.namespaces import DCTERMS, FOAF, ID, PACT, PROV, RDF, RDFS, SKOS
from pactgraph.source.sources import Sources
from pactgraph.web.document import DocumentRequest
from pactgraph.web.formats import TRIPLES
from pactgraph.web.linked_data.describe import describe
from pactgraph.web.linked_data.description import Describer
from pactgraph.web.site import GraphSite

ARTICLE = "article/azernews-2020-04-13"
PASSAGE = f"{BASE}{ARTICLE}#char=3168,3271"
CLAIM = f"{BASE}article/azernews-2020-01-21/claim/appreciation"
SAMPLES = (
    "id/kfor",
    ARTICLE,
    "article/azernews-2020-01-21/claim/appreciation",
    "article/azernews-2020-01-21/record",
    "graph/links/wikidata",
    "ontology",
    "shapes",
    "dataset",
)


@pytest.fixture(scope="module")
def built() -> Graph:
    return build_graph(Sources.load(repository_site().kg.project))


@pytest.mark.parametrize("local", SAMPLES)
def test_each_format_says_the_same(local: str) -> None:
    quads = {name: parsed(get(f"/data/{local}.{name}"), name) for name in TRIPLES}
    for name in TRIPLES:
        # What is said of the document names it, and so differs from format to format.
        url = f"{BASE}data/{local}.{name}"
        quads[name] = [
            ox.Quad(
                *(_renamed(term, url) for term in (q.subject, q.predicate, q.object)),
                _renamed(q.graph_name, url),
            )
            for q in quads[name]
        ]
    plain, named = quads["nt"], quads["nq"]
    for name in ("ttl", "rdf"):
        assert same_graphs(quads[name], plain), name
    assert same_graphs(quads["trig"], named)
    assert same_graphs(quads["jsonld"], named)
    claims = {q for q in named if "/claim/" in str(q.graph_name)}
    told = without_graphs(set(named) - claims)
    if local in ("ontology", "shapes"):
        assert same_graphs(told, plain)
    else:
        assert told == set(plain)


def _renamed(term: object, url: str) -> object:
    return ox.NamedNode("urn:document") if getattr(term, "value", None) == url else term


def test_own_statements_are_all_there_as_the_files_write_them(built: Graph) -> None:
    wanted = {ID.nato, ID["azerbaijan-kfor-contribution"], ID["azerbaijan-ipap-cycle-5"]}
    for thing in wanted:
        stated = {t for t in built.merged if t.subject == thing}
        assert stated
        local = thing.value.removeprefix(BASE)
        quads = parsed(get(f"/data/{local}.ttl"), "ttl")
        told = {
            q.triple
            for q in quads
            # Where speakers assert something of it, the document points there.
            if q.subject == thing and q.predicate != RDFS.seeAlso
        }
        assert told - stated == {
            ox.Triple(thing, FOAF.isPrimaryTopicOf, ox.NamedNode(f"{BASE}data/{local}.ttl"))
        }
        assert stated <= told


@pytest.mark.parametrize("graph", ["computed", "entities", "ontology", "links/wikidata"])
def test_a_graph_is_there_whole(graph: str, built: Graph) -> None:
    name = f"{BASE}graph/{graph}"
    quads = parsed(get(f"/data/graph/{graph}.nq"), "nq")
    inside = [q for q in quads if q.graph_name == ox.NamedNode(name)]
    wanted = [
        ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name)) for t in built.graphs[name]
    ]
    assert same_graphs(inside, wanted)


@pytest.mark.parametrize("format_name", WITH_GRAPHS)
def test_an_article_has_its_passages_and_claims_in_their_graphs(
    format_name: str, built: Graph
) -> None:
    quads = parsed(get(f"/data/{ARTICLE}.{format_name}"), format_name)
    held: dict[str, set[ox.Triple]] = {}
    for q in quads:
        held.setdefault(getattr(q.graph_name, "value", ""), set()).add(q.triple)
    own = {g for g in built.graphs if g.startswith((f"{BASE}{ARTICLE}#", f"{BASE}{ARTICLE}/"))}
    assert {g for g in own if "/claim/" in g}
    assert {g for g in own if "#char=" in g}
    for graph in own:
        assert held[graph] == set(built.graphs[graph]), graph
    subjects = {q.subject.value for q in quads}
    selectors = {q.object.value for q in quads if q.predicate.value.endswith("hasSelector")}
    assert len(selectors) == len([g for g in own if "#char=" in g])
    assert selectors <= subjects


def test_what_a_claim_holds_is_told_as_true_by_no_format() -> None:
    inside = {
        q.triple
        for q in parsed(get(f"/data/{CLAIM.removeprefix(BASE)}.nq"), "nq")
        if q.graph_name == ox.NamedNode(CLAIM)
    }
    assert len(inside) > 5
    for name in ("ttl", "nt", "rdf"):
        for local in (CLAIM.removeprefix(BASE), "article/azernews-2020-01-21"):
            told = {q.triple for q in parsed(get(f"/data/{local}.{name}"), name)}
            # A type or a label may be stated outside as well.
            assert not {t for t in inside if t.predicate == PACT.undertaker} & told


def test_a_thing_that_only_a_claim_speaks_of_points_there() -> None:
    iri = f"{BASE}article/azernews-2020-01-21/thing/progress"
    triples = {q.triple for q in parsed(get(f"/data/{iri.removeprefix(BASE)}.ttl"), "ttl")}
    assert ox.Triple(ox.NamedNode(iri), RDFS.seeAlso, ox.NamedNode(CLAIM)) in triples
    assert not [t for t in triples if t.predicate == PACT.undertaker]


def test_it_is_useful_alone() -> None:
    quads = parsed(get("/data/id/kfor.ttl"), "ttl")
    triples = {q.triple for q in quads}
    labelled = {t.subject for t in triples if t.predicate == RDFS.label}
    for term in (PACT.operation, PACT.PeacekeepingForce, ID.azerbaijan, ID.kosovo):
        assert term in labelled
    # One step further: whose contribution it was, and from when on.
    contribution = ID["azerbaijan-kfor-contribution"]
    said = {t.predicate for t in triples if t.subject == contribution}
    assert {PACT.contributor, PACT.begin, PACT.end, RDF.type} <= said
    assert {t.object for t in triples if t.predicate == SKOS.exactMatch}
    document = ox.NamedNode(f"{BASE}data/id/kfor.ttl")
    of_document = {(t.predicate, t.object) for t in triples if t.subject == document}
    assert of_document >= {
        (FOAF.primaryTopic, ID.kfor),
        (DCTERMS.isPartOf, ox.NamedNode(f"{BASE}dataset")),
        (DCTERMS.license, ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")),
    }
    from_articles = {o for p, o in of_document if p == PROV.wasDerivedFrom}
    quads = parsed(get("/data/id/kfor.nq"), "nq")
    graphs = {getattr(q.graph_name, "value", "") for q in quads}
    assert from_articles == {
        ox.NamedNode(graph.partition("#")[0]) for graph in graphs if "#char=" in graph
    }


@pytest.mark.parametrize("name", ["ttl", "trig"])
def test_the_dump_is_the_export_byte_for_byte(name: str) -> None:
    document = get(f"/dump/pactgraph.{name}")
    assert document.body == (ROOT / "data" / "dist" / f"pactgraph.{name}").read_bytes()
    assert document.headers["Content-Disposition"].endswith(f'"pactgraph.{name}"')


def test_a_view_of_a_thing_is_told_as_viewed() -> None:
    whole = {q.triple for q in parsed(get("/data/id/kfor.nt"), "nt")}
    seen = {q.triple for q in parsed(get("/data/id/kfor.nt?as-of=1998-06-30"), "nt")}
    contributions = [{t for t in some if t.predicate == PACT.contributor} for some in (whole, seen)]
    assert contributions[0]
    assert not contributions[1]
    url = ox.NamedNode(f"{BASE}data/id/kfor.nt?as-of=1998-06-30")
    assert ox.Triple(url, FOAF.primaryTopic, ID.kfor) in seen
    assert [t for t in seen if t.subject == url and t.predicate == DCTERMS.description]


# ---- Passages ----


def test_a_passage_gives_its_graph_and_its_record(built: Graph) -> None:
    url = "/passage?article=azernews-2020-04-13&char=3168,3271"
    quads = parsed(get(url, media_type("trig")), "trig")
    inside = {q.triple for q in quads if q.graph_name == ox.NamedNode(PASSAGE)}
    assert inside == set(built.graphs[PASSAGE])
    record = {
        q.predicate
        for q in quads
        if q.subject == ox.NamedNode(PASSAGE) and str(q.graph_name).endswith("/record>")
    }
    assert PACT.anchor in record
    there = get(url)
    assert (there.status, there.headers["Location"]) == (
        303,
        f"/page/{ARTICLE}#char=3168,3271",
    )


@pytest.mark.parametrize(
    "query",
    ["", "?article=x", "?char=1,2", "?article=azernews-2020-04-13&char=9,3",
     "?article=azernews-2020-04-13&char=9", "?article=azernews-2020-04-13&char=-1,3",
     "?article=azernews-2020-04-13&char=1,2;", "?article=..%2f&char=1,2",
     "?article=azernews-2020-04-13&char=5,5", "?article=a%20b&char=1,2",
     "?article=azernews-2020-04-13&char=1,2&char=1,3",
     "?article=azernews-2020-04-13&char=1,99999999999999"],
)  # fmt: skip
def test_what_is_no_passage_is_refused(query: str) -> None:
    with pytest.raises(BadInput):
        get(f"/passage{query}")


def test_a_range_that_is_no_passage_names_those_it_touches() -> None:
    with pytest.raises(NotFound) as failed:
        get("/passage?article=azernews-2020-04-13&char=3169,3180")
    assert "char=3168,3271" in failed.value.candidates
    with pytest.raises(NotFound):
        get("/passage?article=azernews-1999-01-01&char=1,2")


# ---- Bounds, and graphs of others ----


EX = "http://example.org/"


def crowd(number: int) -> GraphSite:
    """Return a site of a graph in which many things name one."""
    hub, knows = ox.NamedNode(EX + "hub"), ox.NamedNode(EX + "knows")
    engine = MemoryEngine(ox.Quad(ox.NamedNode(f"{EX}{i:04}"), knows, hub) for i in range(number))
    return GraphSite(engine, version="x")


def test_what_names_a_thing_comes_a_page_at_a_time() -> None:
    site, told = crowd(203), Counter[str]()
    url, pages = f"describe?iri={EX}hub", 0
    while url:
        pages += 1
        request = DocumentRequest(
            "describe",
            query=tuple(pair.split("=", 1) for pair in url.partition("?")[2].split("&")),
            format="nt",
        )
        quads = parsed(describe(site, request), "nt")
        hub = ox.NamedNode(EX + "hub")
        told.update(q.subject.value for q in quads if q.object == hub and q.subject.value[19:])
        following = [q.object.value for q in quads if q.predicate.value.endswith("#next")]
        notes = [q.object.value for q in quads if q.predicate == RDFS.comment]
        assert len(notes) == 1
        assert "203" in notes[0]
        url = (
            following[0].partition(BASE)[2].replace("%3A", ":").replace("%2F", "/")
            if following
            else ""
        )
    assert pages == 3
    members = {iri: n for iri, n in told.items() if iri.startswith(EX)}
    assert len(members) == 203
    assert set(members.values()) == {1}


def test_a_small_page_is_a_part_of_the_whole() -> None:
    site = crowd(20)
    found = Describer(site.rows, most=7).describe(EX + "hub", 14)
    assert (found.named, found.told, found.left) == (20, 6, 0)
    assert Describer(site.rows, most=7).describe(EX + "hub", 40).told == 0


@pytest.mark.parametrize("given", ["-1", "1.5", "x", "99999999999", "٣", "1e3"])
def test_where_to_begin_must_be_a_number(given: str) -> None:
    with pytest.raises(BadInput):
        get(f"/data/id/nato.ttl?from={given}")


def test_nodes_without_name_come_with_what_they_belong_to() -> None:
    data = f"""@prefix : <{EX}> .
        :a :b [ :c [ :d ( 1 2 3 ) ] ] . :x :y :a ; :z [ :far "away" ] . [ :of :a ; :note "near" ] .
        GRAPH :g {{ :a :e [ :f "in g" ] }} """
    engine = MemoryEngine(ox.parse(data.encode(), format=ox.RdfFormat.TRIG))
    site = GraphSite(engine, version="x")
    request = DocumentRequest("describe", query=(("iri", EX + "a"),), format="nq")
    quads = parsed(describe(site, request), "nq")
    values = {q.object.value for q in quads if isinstance(q.object, ox.Literal)}
    assert values == {"1", "2", "3", "in g", "near"}
    for name in TRIPLES:
        request = DocumentRequest("describe", query=(("iri", EX + "a"),), format=name)
        assert len(parsed(describe(site, request), name)) == len(quads), name


@pytest.mark.parametrize("name", TRIPLES)
def test_hostile_literals_come_back_as_they_were(name: str) -> None:
    texts = ["</script><b>", '"""', "a\\", "\u2028", "line\nbreak\tand tab", "𐀀", "{{7*7}}", "a\rb"]
    thing, says = ox.NamedNode(EX + "t"), ox.NamedNode(EX + "says")
    engine = MemoryEngine(ox.Quad(thing, says, ox.Literal(text)) for text in texts)
    request = DocumentRequest("describe", query=(("iri", thing.value),), format=name)
    quads = parsed(describe(GraphSite(engine, version="x"), request), name)
    assert {q.object.value for q in quads if q.predicate == says} == set(texts)


def test_every_format_has_a_parser_here() -> None:
    assert set(PARSED_AS) == set(TRIPLES)
