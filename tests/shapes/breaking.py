"""Breaking the real graph in many places at once: every constraint has something to find."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pyoxigraph as ox
from shape_cases import CASES

from pactgraph.namespaces import ID, OA, PACT, RDF, RDFS, SH, SHAPE, XSD
from pactgraph.shapes.paths import predicates_of
from pactgraph.shapes.reading import ShapeSet

WILD = (
    ox.NamedNode("https://example.org/wild"),
    PACT.nowhere,
    ox.Literal(""),
    ox.Literal("a\nb"),
    ox.Literal("x", language="en"),
    ox.Literal("y", language="en"),
    ox.Literal("x", language="fr"),
    ox.Literal("01", datatype=XSD.integer),
    ox.Literal("-3", datatype=XSD.integer),
    ox.Literal("many", datatype=XSD.integer),
    ox.Literal("1.50", datatype=XSD.decimal),
    ox.Literal("1", datatype=XSD.boolean),
    ox.Literal("2019-05-02", datatype=XSD.date),
    ox.Literal("2019-05-02+00:00", datatype=XSD.date),
    ox.Literal("2019-13-02", datatype=XSD.date),
    ox.Literal("2018", datatype=XSD.gYear),
)
COMPONENTS = {
    SH["class"]: "Class", SH.datatype: "Datatype", SH.nodeKind: "NodeKind",
    SH.minCount: "MinCount", SH.maxCount: "MaxCount", SH.minInclusive: "MinInclusive",
    SH.minLength: "MinLength", SH.pattern: "Pattern", SH.languageIn: "LanguageIn",
    SH.uniqueLang: "UniqueLang", SH.equals: "Equals", SH.disjoint: "Disjoint",
    SH.lessThan: "LessThan", SH.lessThanOrEquals: "LessThanOrEquals", SH["or"]: "Or",
    SH.hasValue: "HasValue", SH["in"]: "In", SH.sparql: "SPARQL",
}  # fmt: skip
"""Which component each property of our shapes is a parameter of."""
_NEVER_BROKEN = {("Follows-follows", SH.minCount)}
"""What follows something has what it follows."""


def constraints_of(shapes: Iterable[ox.Triple]) -> set[tuple[str, str]]:
    """Return every constraint of every named shape: the shape and the component."""
    return {
        (t.subject.value, SH[f"{COMPONENTS[t.predicate]}ConstraintComponent"].value)
        for t in shapes
        if t.predicate in COMPONENTS
        and isinstance(t.subject, ox.NamedNode)
        and (t.subject.value.removeprefix(SHAPE.base), t.predicate) not in _NEVER_BROKEN
    }


def broken(triples: Iterable[ox.Triple], shapes: ShapeSet, seed: int) -> list[ox.Triple]:
    """Return a graph with changes of every sort, made things and the cases of the shapes."""
    given = sorted(triples, key=str)
    found = set(given)
    draw = random.Random(seed)
    for _ in range(300):
        _change(found, draw.choice(given), draw.choice(given), draw)
    for case in CASES:
        found.update(q.triple for q in ox.parse(case.trig, format=ox.RdfFormat.TRIG))
    for number, shape in enumerate(shapes.targeted):
        found.update(_made_things(number, shape))
    found.update(_particular())
    return sorted(found, key=str)


def _change(found: set[ox.Triple], one: ox.Triple, other: ox.Triple, draw: random.Random) -> None:
    subject, predicate, wild = one.subject, one.predicate, draw.choice(WILD)
    match draw.randrange(6):
        case 0:
            found.discard(one)
        case 1:
            found.discard(one)
            found.add(ox.Triple(subject, predicate, wild))
        case 2:
            found.add(ox.Triple(subject, predicate, wild))
        case 3:
            found.add(ox.Triple(subject, PACT.unknownProperty, one.object))
        case 4:
            found.add(ox.Triple(subject, RDF.type, PACT.UnknownClass))
        case _:
            found.add(ox.Triple(subject, predicate, other.object))


def _made_things(number: int, shape) -> Iterable[ox.Triple]:
    """Yield a focus node without any value, and one with values of every sort."""
    names = (ID if number % 2 else PACT)[f"made-{number}"], PACT[f"filled{number}"]
    for name in names:
        for kind in shape.targets.classes:
            yield ox.Triple(name, RDF.type, kind)
        for predicate in sorted(shape.targets.subjects_of, key=str)[:1]:
            yield ox.Triple(name, predicate, WILD[0])
        for predicate in shape.targets.objects_of:
            yield ox.Triple(ID.user, predicate, name)
    filled = {c.predicate for c in shape.constraints if hasattr(c, "predicate")}
    if shape.path is not None:
        filled.update(list(predicates_of(shape.path))[:2])
    focus = shape.targets.nodes or {names[1]}
    for node in focus:
        for predicate in filled:
            for value in WILD:
                yield ox.Triple(node, predicate, value)
                if isinstance(value, ox.NamedNode):
                    yield ox.Triple(value, predicate, node)


def _particular() -> Iterable[ox.Triple]:
    """Yield what single queries look for and nothing else breaks."""
    text = ox.Literal("Twice", language="en")
    for name in ("one", "other"):
        yield ox.Triple(PACT[name], RDFS.label, text)
        yield ox.Triple(PACT[name], RDFS.isDefinedBy, ox.NamedNode(PACT.base[:-1]))
    for name, day in ((ID.part, "2001-01-01"), (ID.whole, "2002-01-01")):
        bounds = ox.NamedNode(name.value + "-bounds")
        date = ox.Literal(day, datatype=XSD.date)
        yield ox.Triple(bounds, PACT.boundsOf, name)
        yield ox.Triple(bounds, PACT.boundsIn, ID.article)
        yield ox.Triple(bounds, PACT.beginNotAfter, date)
        yield ox.Triple(bounds, PACT.beginNotBefore, date)
    yield ox.Triple(ID.part, PACT.duringEvent, ID.whole)
    yield ox.Triple(ID.undeclared, PACT.describedIn, ID.passage)
    yield ox.Triple(ID.passage, OA.hasSource, ID.article)
    article = ox.NamedNode("https://w3id.org/pactgraph/article/short")
    beyond = ox.NamedNode(article.value + "#char=9,99")
    yield ox.Triple(article, RDF.type, PACT.Article)
    yield ox.Triple(article, PACT.textLength, ox.Literal("20", datatype=XSD.integer))
    yield ox.Triple(beyond, OA.hasSource, article)
