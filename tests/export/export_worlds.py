"""A small world about invented harbours, nasty terms, and graphs at random."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pyoxigraph as ox
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.export import GraphSnapshot
from pactgraph.namespaces import (
    ARTICLE,
    DCTERMS,
    FOAF,
    GRAPH,
    ID,
    OA,
    OWL,
    PACT,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    XSD,
)

SLUG = ARTICLE["harbour-2019-05-02"]
RECORD = f"{SLUG.value}/record"
EARLY = f"{SLUG.value}#char=61,120"
LATE = f"{SLUG.value}#char=1537,1660"
CLAIM = f"{SLUG.value}/claim/c1"
ENTITIES, ONTOLOGY = GRAPH.entities.value, GRAPH.ontology.value
COMPUTED, INFERRED = GRAPH.computed.value, GRAPH.inferred.value

NASTY_LITERALS = (
    Literal(""),
    Literal(' a "quoted" \\ back\\slash\\n '),
    Literal('"""'),
    Literal("ends in a quote'''\""),
    Literal("two\nlines\r\nand\ta tab\r"),
    Literal("ñandú \u2028 \U0001f6a2 \u0301 \ufeff \u202e"),
    Literal("{| not an annotation |} # nor a comment . ;"),
    Literal("]]> &amp; <!-- --> </rdf:RDF>"),
    Literal("@id"),
    Literal("id:lighthouse"),
    Literal("port", language="en"),
    Literal("port", language="en-gb"),
    Literal("порт", language="uk"),
    Literal("01", datatype=XSD.integer),
    Literal("1", datatype=XSD.integer),
    Literal("-0", datatype=XSD.integer),
    Literal("+7", datatype=XSD.integer),
    Literal("123456789012345678901234567890", datatype=XSD.integer),
    Literal("many", datatype=XSD.integer),
    Literal("1.50", datatype=XSD.decimal),
    Literal("+1.5", datatype=XSD.decimal),
    Literal(".5", datatype=XSD.decimal),
    Literal("5.", datatype=XSD.decimal),
    Literal("1.0E0", datatype=XSD.double),
    Literal("INF", datatype=XSD.double),
    Literal("1", datatype=XSD.boolean),
    Literal("true", datatype=XSD.boolean),
    Literal("1994", datatype=XSD.gYear),
    Literal("1994-05", datatype=XSD.gYearMonth),
    Literal("1994-05-04", datatype=XSD.date),
    Literal("1994-05-04Z", datatype=XSD.date),
    Literal("x", datatype=NamedNode("https://example.org/type#own")),
)
"""Values that writers are known to change."""

CONTROL = Literal("bell \x07 and delete \x7f and nul \x00")
"""What no XML can carry."""


def harbour_world() -> GraphSnapshot:
    """Return a snapshot with every kind of graph."""
    visit, lighthouse, mole = ID["mole-visit"], ID.lighthouse, ID["mole-10"]
    bounds = NamedNode(f"{SLUG.value}/bounds/mole-visit")
    held = [
        Triple(visit, RDF.type, PACT.Visit),
        Triple(visit, PACT.visitor, lighthouse),
        Triple(visit, PACT.date, Literal("2019-05", datatype=XSD.gYearMonth)),
    ]
    entities = [
        Triple(lighthouse, RDF.type, PACT.Body),
        Triple(lighthouse, RDFS.label, Literal("Lighthouse Board", language="en")),
        Triple(lighthouse, PACT.name, Literal("Lighthouse Board")),
        Triple(lighthouse, PACT.name, Literal("LB")),
        Triple(lighthouse, DCTERMS.description, Literal("It keeps lights.", language="en")),
        Triple(mole, RDF.type, PACT.Place),
        Triple(ID["mole-9"], RDF.type, PACT.Place),
    ]
    record = [
        Triple(SLUG, RDF.type, PACT.Article),
        Triple(SLUG, PACT.textLength, Literal("3165", datatype=XSD.integer)),
        Triple(SLUG, SCHEMA.datePublished, Literal("2019-05-02", datatype=XSD.date)),
        Triple(NamedNode(EARLY), RDF.type, PACT.Passage),
        Triple(NamedNode(LATE), RDF.type, PACT.Passage),
        Triple(NamedNode(LATE), PACT.resolvedBy, NamedNode(EARLY)),
    ]
    late = [held[0], held[1], Triple(visit, PACT.place, mole)]
    claim = [Triple(mole, PACT.endedBefore, Literal("2019-05-02", datatype=XSD.date))]
    computed = [
        Triple(visit, PACT.describedIn, NamedNode(LATE)),
        Triple(visit, PACT.describedIn, NamedNode(EARLY)),
        Triple(bounds, PACT.boundsOf, visit),
        Triple(bounds, PACT.beginNotBefore, Literal("2019-05-01", datatype=XSD.date)),
        Triple(NamedNode(LATE), OA.hasSource, SLUG),
    ]
    inferred = [
        Triple(lighthouse, RDF.type, FOAF.Agent),
        Triple(lighthouse, PACT.visited, mole),
        Triple(visit, PACT.visitor, lighthouse),
    ]
    restriction = BlankNode()
    labels = [Triple(PACT.Visit, RDFS.label, Literal("visit", language="en"))]
    ontology = [
        *labels,
        Triple(PACT.visitor, RDF.type, OWL.ObjectProperty),
        Triple(PACT.label, RDF.type, OWL.ObjectProperty),
        Triple(PACT.Visit, RDFS.subClassOf, restriction),
        Triple(restriction, RDF.type, OWL.Restriction),
        Triple(restriction, OWL.onProperty, PACT.visitor),
    ]
    matches = [Triple(lighthouse, SKOS.exactMatch, NamedNode("https://example.org/lb"))]
    graphs = {
        ONTOLOGY: ontology,
        INFERRED: inferred,
        COMPUTED: computed,
        CLAIM: claim,
        LATE: late,
        EARLY: held,
        RECORD: record,
        GRAPH["links/examples"].value: matches,
        GRAPH.judgements.value: [Triple(ID["mole-9"], PACT.perhapsSameAs, mole)],
        ENTITIES: entities,
    }
    left_out = {CLAIM, ONTOLOGY}
    merged = {t for graph, ts in graphs.items() if graph not in left_out for t in ts} | set(labels)
    return GraphSnapshot(graphs, list(merged))


def nasty_world() -> GraphSnapshot:
    """Return a snapshot whose passages hold every nasty literal, and blank nodes."""
    thing, knot, loop = ID.thing, BlankNode(), BlankNode()
    odd = NamedNode("https://example.org/naïve%20place/?q=a&b='c';(d)#é")
    triples = [
        *(Triple(thing, PACT.value, literal) for literal in NASTY_LITERALS),
        *(Triple(thing, PACT.speaker, literal) for literal in NASTY_LITERALS),
        *(Triple(thing, PACT.begin, literal) for literal in NASTY_LITERALS),
        *(Triple(thing, RDFS.label, literal) for literal in NASTY_LITERALS),
        Triple(thing, PACT.label, odd),
        Triple(thing, PACT.article, NamedNode(EARLY)),
        Triple(thing, PACT["a.b"], NamedNode("urn:example:thing")),
        Triple(thing, RDF.type, Literal("a class by mistake")),
        Triple(ID["a.b-"], RDF.type, odd),
        Triple(ID["a.b-"], RDF.type, PACT.article),
        Triple(ID["-"], RDF.type, NamedNode(PACT.base)),
        Triple(NamedNode("about:blank"), PACT.about, NamedNode("content:x")),
        Triple(odd, PACT.about, knot),
        Triple(knot, PACT.about, loop),
        Triple(loop, PACT.about, knot),
        Triple(loop, RDF.type, OWL.Restriction),
    ]
    return GraphSnapshot({LATE: triples, EARLY: triples[:5]}, triples)


def shuffled(snapshot: GraphSnapshot, shuffle: Callable[[list[Triple]], None]) -> GraphSnapshot:
    """Return the same graphs with their triples, graphs and blank-node labels changed about."""
    renamed: dict[BlankNode, BlankNode] = {}

    def rename(triple: Triple) -> Triple:
        subject, value = (
            renamed.setdefault(term, BlankNode()) if isinstance(term, BlankNode) else term
            for term in (triple.subject, triple.object)
        )
        return Triple(subject, triple.predicate, value)  # type: ignore[arg-type]

    def mix(triples: Iterable[Triple]) -> list[Triple]:
        mixed = [rename(triple) for triple in triples]
        shuffle(mixed)
        return mixed

    graphs = {graph: mix(triples) for graph, triples in reversed(list(snapshot.graphs.items()))}
    return GraphSnapshot(graphs, mix(snapshot.merged))


def canonical(triples: Iterable[Triple | ox.Quad]) -> set[str]:
    """Return the lines of a graph or dataset with canonical labels: equal if isomorphic."""
    quads = [t if isinstance(t, ox.Quad) else ox.Quad(*t) for t in triples]
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def as_quads(graphs: Mapping[str, Iterable[Triple]]) -> list[ox.Quad]:
    """Return the triples of named graphs as quads."""
    return [
        ox.Quad(t.subject, t.predicate, t.object, NamedNode(graph))
        for graph, triples in graphs.items()
        for t in triples
    ]


_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters=[chr(c) for c in (*range(32), 0xFFFE, 0xFFFF)]),
    max_size=8,
) | st.sampled_from(["\r", "\n", "\r\n", "\t", '"', "'''", "\\", "<&>", "]]>", "a:b", "--"])
_IRIS = st.sampled_from(
    [
        ID.kelp,
        ID["kelp-2"],
        ID["kelp-10"],
        ID["a.b"],
        PACT.Passage,
        PACT.article,
        PACT.label,
        SLUG,
        NamedNode(EARLY),
        NamedNode(LATE),
        NamedNode("urn:example:x"),
        NamedNode("https://example.org/é?x=1,2"),
        NamedNode("https://example.org"),
    ]
)
_PREDICATES = st.sampled_from(
    [
        RDF.type,
        RDF["_1"],
        RDFS.label,
        PACT.about,
        PACT.date,
        PACT.value,
        PACT.label,
        PACT.firstYear,
        OA.end,
        NamedNode("https://example.org/vocabulary/x9"),
        NamedNode("urn:example:p"),
    ]
)
_LITERALS = (
    st.sampled_from(NASTY_LITERALS)
    | st.builds(Literal, _TEXT)
    | st.builds(lambda text: Literal(text, language="en"), _TEXT)
    | st.builds(
        lambda text, datatype: Literal(text, datatype=datatype),
        st.from_regex("[+-]?[0-9]{0,3}[.]?[0-9]{0,2}(E[0-9])?", fullmatch=True),
        st.sampled_from([XSD.integer, XSD.decimal, XSD.double, XSD.boolean, XSD.date]),
    )
)
_BLANKS = st.sampled_from([BlankNode("one"), BlankNode("two"), BlankNode("three")])
TRIPLES = st.lists(
    st.builds(Triple, _IRIS | _BLANKS, _PREDICATES, _IRIS | _BLANKS | _LITERALS), max_size=12
)
"""Small graphs of terms that XML can carry too."""
