"""Axioms to rules: the part of OWL 2 RL/RDF that says something about data.

Class expressions are flattened into the bodies and heads of rules, so no rule and
no proof speaks of a blank node. Hierarchies are not closed here but by the forward
closure, so that a proof names each axiom that it rests on.

An equivalence is compiled in both directions. The direction of which OWL 2 RL makes
no triple (a class *below* a union, an existential or an enumeration, or *above* a
universal, a complement or a maximum) is left out of an equivalence, where the other
direction says what is meant, and refused in rdfs:subClassOf, where it would say
nothing. What the scm- rules still derive across two such expressions (A = p some B,
C = p some D, B below D: then A below C) is kept, as a rule from A to C.

A datatype as range or filler makes no rule: the type of a literal would be a triple
about a literal, which RDF 1.1 has not (the dt- rules are no part of this), and shapes
check the types of values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from pyoxigraph import Triple

from pactgraph.namespaces import OWL, RDF
from pactgraph.reasoning.axioms import (
    Axiom,
    Chain,
    Characteristic,
    DisjointClasses,
    DisjointProperties,
    Domain,
    Inverse,
    Key,
    Ontology,
    Range,
    SameClass,
    SameProperty,
    SubClass,
    SubProperty,
)
from pactgraph.reasoning.class_rules import ClassRules, Draft, statement
from pactgraph.reasoning.expressions import (
    ClassExpression,
    DataRange,
    ExpressionReader,
    Locate,
    Property,
)
from pactgraph.reasoning.hierarchy import Hierarchy
from pactgraph.reasoning.ontology_reader import read_ontology
from pactgraph.reasoning.rules import Pattern, Rule, RuleSet, Slot, Variable

X, Y, Z = (Variable(name) for name in "xyz")
_NAMES: Final = "xyzuvw"
_TYPE: Final = RDF.type

BUILT_IN: Final = (
    Rule(
        "cls-nothing2",
        "cls-nothing2",
        (Pattern(X, RDF.type, OWL.Nothing),),
        None,
        label="nothing is an owl:Nothing",
    ),
)
"""The contradiction that needs no axiom."""

STATED_IDENTITY: Final = Rule(
    "eq-sym",
    "eq-sym",
    (Pattern(X, OWL.sameAs, Y),),
    Pattern(X, OWL.sameAs, Y),
    label="an identity that the data states",
)
"""owl:sameAs in data makes nothing equal here: it is shown to a person like any identity."""


def compile_rules(ontology: Iterable[Triple], *, locate: Locate | None = None) -> RuleSet:
    """Return the rules, contradictions and identities that the ontology's axioms make.

    Raises UnsupportedAxiom, with file and line where ``locate`` knows them, for an
    axiom that is outside OWL 2 RL or that the closure could not carry out.

    >>> from pyoxigraph import NamedNode
    >>> p = NamedNode("urn:p")
    >>> found = compile_rules([Triple(p, RDF.type, OWL.TransitiveProperty)])
    >>> str(found.rules[0])
    '?x <urn:p> ?z ← ?x <urn:p> ?y, ?y <urn:p> ?z'
    """
    triples = list(ontology)
    return compile_axioms(read_ontology(triples, locate), locate=locate)


def compile_axioms(ontology: Ontology, *, locate: Locate | None = None) -> RuleSet:
    """Return what ``compile_rules`` returns, of an ontology already read."""
    refuse = ExpressionReader((), locate).refuse
    plain = ClassRules(refuse)
    drafts = [draft for axiom in ontology.axioms for draft in _drafts(axiom, plain)]
    if plain.across:
        # The second pass knows the hierarchy that the first one found.
        told = Hierarchy.of((draft.body, draft.head) for draft in drafts)
        informed = ClassRules(refuse, across=plain.across, hierarchy=told)
        drafts = [draft for axiom in ontology.axioms for draft in _drafts(axiom, informed)]
    rules = _finished(drafts)
    return RuleSet(
        tuple(r for r in rules if r.head is not None and r.head.predicate != OWL.sameAs),
        (*BUILT_IN, *(r for r in rules if r.head is None)),
        (STATED_IDENTITY, *(r for r in rules if r.head and r.head.predicate == OWL.sameAs)),
        ontology.assertions,
    )


def _drafts(axiom: Axiom, classes: ClassRules) -> Iterator[Draft]:
    match axiom:
        case SubClass(lower=lower, upper=upper):
            yield from classes.inclusion(lower, upper, axiom, "cax-sco", strict=True)
        case SameClass(first=first, second=second):
            found = [
                *classes.inclusion(first, second, axiom, "cax-eqc1", strict=False),
                *classes.inclusion(second, first, axiom, "cax-eqc2", strict=False),
            ]
            if not found:
                raise classes.refused(f"the equivalence “{axiom.label}”", axiom)
            yield from found
        case DisjointClasses(classes=listed, listed=many):
            for one, other in combinations(listed, 2):
                construct = "cax-adc" if many else "cax-dw"
                yield from classes.exclusion(one, other, axiom, construct)
        case Domain(property=on, of=of):
            yield from classes.above((statement(on, X, Y),), X, of, axiom, "prp-dom")
        case Range(property=on, of=of):
            if not isinstance(of, DataRange):
                yield from classes.above((statement(on, X, Y),), Y, of, axiom, "prp-rng")
        case DisjointProperties(properties=properties, listed=many):
            for on, by in combinations(properties, 2):
                both = (statement(on, X, Y), statement(by, X, Y))
                label = f"{on} and {by} are disjoint"
                yield Draft(axiom, "prp-adp" if many else "prp-pdw", both, None, label)
        case Key(of=of, properties=properties):
            yield from _key(of, properties, axiom, classes)
        case _:
            for construct, body, head in _of_properties(axiom):
                yield Draft(axiom, construct, body, head, axiom.label)


def _of_properties(axiom: Axiom) -> Iterator[tuple[str, tuple[Pattern, ...], Pattern | None]]:
    match axiom:
        case SubProperty(lower=lower, upper=upper):
            yield "prp-spo1", (statement(lower, X, Y),), statement(upper, X, Y)
        case SameProperty(first=first, second=second):
            yield "prp-eqp1", (statement(first, X, Y),), statement(second, X, Y)
            yield "prp-eqp2", (statement(second, X, Y),), statement(first, X, Y)
        case Inverse(first=first, second=second):
            yield "prp-inv1", (statement(first, X, Y),), statement(second, Y, X)
            yield "prp-inv2", (statement(second, X, Y),), statement(first, Y, X)
        case Chain(steps=steps, upper=upper):
            at = [Variable(f"c{i}") for i in range(len(steps) + 1)]
            body = tuple(statement(p, at[i], at[i + 1]) for i, p in enumerate(steps))
            yield "prp-spo2", body, statement(upper, at[0], at[-1])
        case Characteristic(kind=kind, property=on):
            yield _CHARACTERISTIC[kind](on)


def _symmetric(on: Property) -> tuple[str, tuple[Pattern, ...], Pattern | None]:
    return "prp-symp", (statement(on, X, Y),), statement(on, Y, X)


def _transitive(on: Property) -> tuple[str, tuple[Pattern, ...], Pattern | None]:
    return "prp-trp", (statement(on, X, Y), statement(on, Y, Z)), statement(on, X, Z)


def _asymmetric(on: Property) -> tuple[str, tuple[Pattern, ...], Pattern | None]:
    return "prp-asyp", (statement(on, X, Y), statement(on, Y, X)), None


def _irreflexive(on: Property) -> tuple[str, tuple[Pattern, ...], Pattern | None]:
    return "prp-irp", (statement(on, X, X),), None


def _functional(on: Property) -> tuple[str, tuple[Pattern, ...], Pattern | None]:
    body = (statement(on, X, Y), statement(on, X, Z))
    return "prp-fp", body, Pattern(Y, OWL.sameAs, Z)


def _inverse_functional(on: Property) -> tuple[str, tuple[Pattern, ...], Pattern | None]:
    body = (statement(on, X, Z), statement(on, Y, Z))
    return "prp-ifp", body, Pattern(X, OWL.sameAs, Y)


_CHARACTERISTIC: Final = {
    OWL.SymmetricProperty: _symmetric,
    OWL.TransitiveProperty: _transitive,
    OWL.AsymmetricProperty: _asymmetric,
    OWL.IrreflexiveProperty: _irreflexive,
    OWL.FunctionalProperty: _functional,
    OWL.InverseFunctionalProperty: _inverse_functional,
}


def _key(
    of: ClassExpression, properties: Sequence[Property], axiom: Axiom, classes: ClassRules
) -> Iterator[Draft]:
    shared = tuple(
        statement(on, who, Variable(f"k{i}")) for i, on in enumerate(properties) for who in (X, Y)
    )
    for one in classes.below_bodies(of, X, axiom, strict=True):
        for other in classes.below_bodies(of, Y, axiom, strict=True):
            equal = {**one.equal, **other.equal}
            yield Draft(
                axiom,
                "prp-key",
                tuple(p.bind(equal) for p in (*one.patterns, *other.patterns, *shared)),
                Pattern(X, OWL.sameAs, Y).bind(equal),
                axiom.label,
            )


def _finished(drafts: Iterable[Draft]) -> list[Rule]:
    """Return the drafts as rules: tidy variables, no repeats, fixed order, names of their own."""
    found: dict[tuple[str, tuple[Pattern, ...], Pattern | None], Draft] = {}
    for draft in sorted(drafts, key=lambda d: d.label):
        body, head = _renamed(tuple(dict.fromkeys(draft.body)), draft.head)
        if head is None or (
            head not in body and (head.predicate != OWL.sameAs or head[0] != head[2])
        ):
            found.setdefault((draft.construct, body, head), draft)
    rules = [
        Rule("", construct, body, head, draft.axiom.triples, draft.label)
        for (construct, body, head), draft in found.items()
    ]
    rules.sort(key=lambda rule: (rule.construct, rule.label, str(rule)))
    counts: dict[str, int] = defaultdict(int)
    named = []
    for rule in rules:
        name = f"{rule.construct}: {rule.label}"
        counts[name] += 1
        if counts[name] > 1:
            name += f" ({counts[name]})"
        named.append(Rule(name, rule.construct, rule.body, rule.head, rule.axioms, rule.label))
    return named


def _renamed(
    body: tuple[Pattern, ...], head: Pattern | None
) -> tuple[tuple[Pattern, ...], Pattern | None]:
    names: dict[Variable, Slot] = {}
    for pattern in body:
        for variable in pattern.variables():
            i = len(names)
            name = _NAMES[i] if i < len(_NAMES) else f"v{i}"
            names.setdefault(variable, Variable(name))
    return tuple(p.bind(names) for p in body), head.bind(names) if head else None
