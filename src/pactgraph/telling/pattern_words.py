"""Patterns of a query in words: what was looked for, for those who do not read SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode

from pactgraph.errors import PactgraphError
from pactgraph.namespaces import OA, PACT, RDF, RDFS
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.tree import (
    Alternative,
    Ask,
    Blank,
    Element,
    Expression,
    Filter,
    Group,
    InGraph,
    Inverse,
    Minus,
    Negated,
    Optional,
    Path,
    Repeat,
    Sequence,
    Slot,
    SubSelect,
    TriplePattern,
    Triples,
    Union,
    Var,
)
from pactgraph.telling.labels import Labels, in_words, with_article
from pactgraph.telling.phrases import Phrases
from pactgraph.telling.reasons import parameter_name, variables_of
from pactgraph.witness.receipt import Bindings, Matched, Term

_TECHNICAL = frozenset({OA.hasSource, OA.hasSelector, RDFS.label})


@lru_cache(maxsize=4096)
def _read(text: str) -> Group | None:
    try:
        body = read_query(f"ASK {{ {text} }}").body
    except PactgraphError:
        return None
    return body.where if isinstance(body, Ask) else None


def variables_in(text: str) -> frozenset[str]:
    """Return the names of the variables that the triple patterns of a text hold."""
    group = _read(text)
    return frozenset(variables_of(tuple(_patterns(group)) if group else ()))


def slots_of(match: Matched) -> Bindings:
    """Return what the variables of a pattern stand for in the triple that it matched."""
    group = _read(match.pattern)
    found: dict[str, Term] = {}
    for pattern in _patterns(group) if group else ():
        triple = match.triple
        slots = (pattern.subject, pattern.predicate, pattern.object)
        for slot, term in zip(
            slots, (triple.subject, triple.predicate, triple.object), strict=True
        ):
            if isinstance(slot, Var) and isinstance(term, NamedNode | BlankNode | Literal):
                found[slot.name] = term
    return found


class PatternWords:
    """Writes patterns in words, by labels and by the values that are known."""

    def __init__(self, labels: Labels, values: Bindings) -> None:
        self._labels = labels
        self._values = values
        self._phrases = Phrases(labels)

    def is_technical(self, text: str) -> bool:
        """Tell whether a pattern only looks for labels, or for where a passage stands."""
        group = _read(text)
        return group is not None and all(map(_is_technical, _patterns(group)))

    def missing(self, text: str) -> tuple[str, str] | None:
        """Return the one known thing that a pattern looks at, and what it wanted of it.

        None where the pattern is about several things, or unknown ones, or has conditions.
        """
        group = _read(text)
        if group is None or list(_filters(group)):
            return None
        telling = [p for p in _patterns(group) if not _is_technical(p)]
        subjects = {p.subject for p in telling}
        known = [s for s in subjects if not isinstance(s, Var) or s.name in self._values]
        if len(subjects) != 1 or not known:
            return None
        wanted = [self._predicate(p, frozenset()).removeprefix("any ") for p in telling]
        return self._slot(known[0]), " and ".join(dict.fromkeys(wanted))

    def looked_for(self, text: str) -> str:
        """Return what a pattern looks for; technical patterns only if there are no others.

        >>> PatternWords(Labels(), {}).looked_for("?stay pact:end ?end . ?stay a pact:Visit")
        'a “stay” (any end; is a visit)'
        """
        group = _read(text)
        if group is None:
            return " ".join(text.split())
        patterns = list(_patterns(group))
        conditions = list(_filters(group))
        looked_at = frozenset(variables_of(tuple(conditions)))
        bounds = {p.subject: p.object for p in patterns if p.predicate == PACT.boundsOf}
        told: dict[str, dict[str, None]] = {}
        for pattern in [p for p in patterns if not _is_technical(p)] or patterns:
            if pattern.subject in bounds and pattern.predicate != PACT.boundsOf:
                subject = f"dates of {self._slot(bounds[pattern.subject])}"
            elif pattern.subject in bounds and len(patterns) > 1:
                continue
            else:
                subject = self._slot(pattern.subject)
            told.setdefault(subject, {})[self._predicate(pattern, looked_at)] = None
        said = [f"{subject} ({'; '.join(what)})" for subject, what in told.items()]
        where = [self._phrases.words(condition, self._values) for condition in conditions]
        return " with ".join(said) + "".join(f", where {words}" for words in where)

    def _predicate(self, pattern: TriplePattern, looked_at: frozenset[str]) -> str:
        value = self._slot(pattern.object)
        if pattern.predicate == RDF.type:
            return f"is {with_article(value) if isinstance(pattern.object, NamedNode) else value}"
        path = self.path(pattern.predicate)
        if isinstance(pattern.object, Var) and pattern.object.name not in self._values:
            name = pattern.object.name
            return f"{path}: any “{in_words(name)}”" if name in looked_at else f"any {path}"
        return f"{path}: {value}"

    def path(self, path: Slot | Path) -> str:
        """Return a property or a property path in words."""
        match path:
            case NamedNode():
                return "is a" if path == RDF.type else self._labels.property(path)
            case Inverse(inner):
                return f"the other way round of {self.path(inner)}"
            case Sequence(steps):
                return ", then ".join(map(self.path, steps))
            case Alternative(branches):
                return " or ".join(map(self.path, branches))
            case Repeat(inner, minimum, maximum):
                times = "at most once" if maximum == 1 else "any number of times"
                if minimum == 1:
                    times = "once or more"
                return f"{self.path(inner)} ({times})"
            case Negated(forward, backward):
                return "anything but " + " or ".join(map(self.path, (*forward, *backward)))
            case Var(name):
                return f"any property ({in_words(name)})"
            case _:
                return str(path)

    def _slot(self, slot: Slot | Path) -> str:
        if isinstance(slot, Var):
            value = self._values.get(slot.name)
            if value is not None:
                return self._labels.of(value)
            name = in_words(parameter_name(slot.name) or slot.name)
            return with_article(name).replace(name, f"“{name}”")
        if isinstance(slot, Blank):
            return "something"
        return self._labels.of(slot) if isinstance(slot, NamedNode | Literal) else str(slot)


def _patterns(group: Group) -> Iterator[TriplePattern]:
    for element in group.elements:
        yield from _of_element(element)


def _of_element(element: Element) -> Iterator[TriplePattern]:
    match element:
        case Triples(patterns):
            yield from patterns
        case Group():
            yield from _patterns(element)
        case Union(branches):
            yield from _all(branches)
        case Optional(group) | Minus(group) | InGraph(_, group):
            yield from _patterns(group)
        case SubSelect(select):
            yield from _patterns(select.where)
        case _:
            return


def _filters(group: Group) -> Iterator[Expression]:
    for element in group.elements:
        match element:
            case Filter(expression):
                yield expression
            case Group():
                yield from _filters(element)
            case Optional(inner) | InGraph(_, inner):
                yield from _filters(inner)
            case _:
                continue


def _all(groups: Iterable[Group]) -> Iterator[TriplePattern]:
    for group in groups:
        yield from _patterns(group)


def _is_technical(pattern: TriplePattern) -> bool:
    if pattern.predicate == RDF.type:
        return pattern.object == PACT.Passage
    return pattern.predicate in _TECHNICAL
