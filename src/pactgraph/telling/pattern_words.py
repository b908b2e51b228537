"""Patterns of a query in words: what was looked for, for those who do not read SPARQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode

from pactgraph.errors import PactgraphError
from pactgraph.model.passages import parse_passage_iri, slug_of
from pactgraph.namespaces import OA, PACT, RDF, RDFS
from pactgraph.syntax.bound_variables import columns_of, mentioned
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.tree import (
    Alternative,
    Ask,
    Bind,
    Blank,
    Element,
    Expression,
    Filter,
    Group,
    InGraph,
    Inverse,
    Minus,
    Modifiers,
    Negated,
    Operation,
    Optional,
    Path,
    Repeat,
    Select,
    Sequence,
    Slot,
    SubSelect,
    TriplePattern,
    Triples,
    Union,
    Values,
    Var,
)
from pactgraph.syntax.writing import write_group
from pactgraph.telling.labels import Labels, in_words, with_article
from pactgraph.telling.phrases import Phrases
from pactgraph.telling.reasons import parameter_name
from pactgraph.witness.receipt import Bindings, Matched, Term

_LONGEST = 400
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
    return frozenset(mentioned(tuple(_patterns(group)) if group else ()))


def read_path(text: str) -> Slot | Path | None:
    """Return the tree of a property path's text, None where it cannot be read alone."""
    group = _read(f"?start {text} ?end")
    found = list(_patterns(group)) if group else []
    return found[0].predicate if len(found) == 1 else None


def slots_of(match: Matched) -> Bindings:
    """Return what the variables of a pattern stand for in the triple that it matched."""
    group = None if match.anchor else _read(match.pattern)
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
        """Return the one known thing that a pattern looks at, and what it does not have.

        None where the pattern is about several things, or unknown ones, or holds anything
        else than triples.

        >>> words = PatternWords(Labels(), {})
        >>> words.missing("id:isaf pact:end ?end"), words.missing("id:isaf a pact:Visit")
        (('id:isaf', 'no end'), ('id:isaf', 'is not a visit'))
        >>> words.missing("id:isaf pact:end ?end ; a pact:Visit")
        ('id:isaf', 'not both: any end; is a visit')
        """
        group = _read(text)
        if group is None or not all(isinstance(e, Triples) for e in _opened(group).elements):
            return None
        telling = [p for p in _patterns(group) if not _is_technical(p)]
        subjects = {p.subject for p in telling}
        known = [s for s in subjects if self._is_known(s)]
        if len(subjects) != 1 or not known or self._shared(telling):
            return None
        wanted = list(dict.fromkeys(self._predicate(p, frozenset()) for p in telling))
        if len(wanted) > 1:
            word = "both" if len(wanted) == 2 else "all"
            return self._slot(known[0]), f"not {word}: {'; '.join(wanted)}"
        if telling[0].predicate == RDF.type:
            kind = telling[0].object
            lacks = f"is not {wanted[0].removeprefix('is ')}"
            return self._slot(known[0]), lacks if self._is_known(kind) else "is of no class"
        name = wanted[0].removeprefix("any ")
        return self._slot(known[0]), f"no “{name}”" if " " in name else f"no {name}"

    def looked_in(self, text: str, graph: NamedNode | None) -> tuple[str, str]:
        """Return what a pattern looks for, and the one article or passage it looked in, if any.

        It is an article where the pattern asks that the graph that it looks in is of that one.
        """
        group = _read(text)
        match _opened(group).elements if group is not None else ():
            case (InGraph(name, inner), Triples(patterns)) if all(map(_is_technical, patterns)):
                found = [p.object for p in patterns if p.predicate == OA.hasSource]
                source = self._term(found[0]) if found else None
                if source is not None and all(p.subject == name for p in patterns):
                    return write_group(inner, short=True), self._labels.of(source)
            case _:
                pass
        passage = parse_passage_iri(graph.value) if graph is not None else None
        if passage is None:
            return text, ""
        return text, f"{slug_of(passage[0])} at {passage[1].start} to {passage[1].end}"

    def _term(self, slot: Slot) -> NamedNode | None:
        value = self._values.get(slot.name) if isinstance(slot, Var) else slot
        return value if isinstance(value, NamedNode) else None

    def _is_known(self, slot: Slot) -> bool:
        return slot.name in self._values if isinstance(slot, Var) else not isinstance(slot, Blank)

    def _shared(self, patterns: Iterable[TriplePattern]) -> frozenset[str]:
        """Return the unknown variables that are the value of more than one pattern."""
        named = Counter(p.object.name for p in patterns if isinstance(p.object, Var))
        return frozenset(n for n, times in named.items() if times > 1) - self._values.keys()

    def looked_for(self, text: str) -> str:
        """Return what a pattern looks for; technical patterns only if there are no others.

        What has no true words is told as it is written, in quotes.

        >>> words = PatternWords(Labels(), {})
        >>> words.looked_for("?stay pact:end ?end . ?stay a pact:Visit")
        'a “stay” (any end; is a visit)'
        >>> words.looked_for("{ id:isaf a pact:Visit } UNION { id:isaf a pact:Summit }")
        'either id:isaf (is a visit), or id:isaf (is a summit)'
        >>> words.looked_for("id:isaf a ?kind { SELECT ?kind { ?x a ?kind } LIMIT 1 }")
        '“id:isaf a ?kind { SELECT ?kind { ?x a ?kind } LIMIT 1 }”'
        """
        group = _read(text)
        words = None if group is None else self._of_group(group)
        if words is not None:
            return words
        line = self._labels.shortened(" ".join(text.split()))
        return f"“{line if len(line) <= _LONGEST else f'{line[: _LONGEST - 1]}…'}”"

    def _of_group(self, group: Group) -> str | None:
        elements = list(_flat(group, frozenset(self._values)))
        if len(elements) == 1 and isinstance(elements[0], Union):
            branches = [self._of_group(branch) for branch in elements[0].branches]
            told_branches = [words for words in branches if words is not None]
            if len(told_branches) < len(branches):
                return None
            return f"either {', or '.join(told_branches)}"
        patterns: list[TriplePattern] = []
        conditions: list[Expression] = []
        without: list[str] = []
        for element in elements:
            if isinstance(element, Triples):
                patterns.extend(element.patterns)
            elif isinstance(element, Filter):
                conditions.append(element.expression)
            elif isinstance(element, Bind):
                conditions.append(Operation("=", (element.variable, element.expression)))
            elif isinstance(element, Values):
                listed = self._allowed(element)
                if listed is None:
                    return None
                conditions.extend(listed)
            elif isinstance(element, Minus):
                words = self._of_group(element.group)
                if words is None or "either " in words:
                    return None
                without.append(words)
            elif not isinstance(element, Optional):
                return None
        optional = {n for e in elements if isinstance(e, Optional) for n in mentioned(e)}
        bound = set(mentioned(tuple(patterns)))
        if not patterns or (optional - bound) & set(mentioned(tuple(conditions))):
            return None
        where = [self._phrases.words(condition, self._values) for condition in conditions]
        told = self._told(patterns, frozenset(mentioned(tuple(conditions))))
        return (
            told
            + "".join(f", where {words}" for words in where)
            + "".join(f", leaving out {words}" for words in without)
        )

    def _allowed(self, values: Values) -> list[Expression] | None:
        """Return what VALUES says of each variable, None where there are no words for that."""
        if len(values.variables) > 1 and len(values.rows) != 1:
            return None
        found: list[Expression] = []
        for index, variable in enumerate(values.variables):
            terms = [row[index] for row in values.rows]
            given = [term for term in terms if term is not None]
            if not given or len(given) < len(terms):
                return None
            if len(given) == 1 and self._values.get(variable.name) == given[0]:
                continue
            if len(given) == 1:
                found.append(Operation("=", (variable, given[0])))
            else:
                found.append(Operation("IN", (variable, *given)))
        return found if values.variables else None

    def _told(self, patterns: list[TriplePattern], looked_at: frozenset[str]) -> str:
        bounds = {p.subject: p.object for p in patterns if p.predicate == PACT.boundsOf}
        looked_at |= self._shared(patterns)
        told: dict[str, dict[str, None]] = {}
        for pattern in [p for p in patterns if not _is_technical(p)] or patterns:
            if pattern.subject in bounds and pattern.predicate != PACT.boundsOf:
                subject = f"dates of {self._slot(bounds[pattern.subject])}"
            elif pattern.subject in bounds and len(patterns) > 1:
                continue
            else:
                subject = self._slot(pattern.subject)
            told.setdefault(subject, {})[self._predicate(pattern, looked_at)] = None
        return " with ".join(f"{subject} ({'; '.join(what)})" for subject, what in told.items())

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


def _opened(group: Group) -> Group:
    while len(group.elements) == 1 and isinstance(group.elements[0], Group):
        group = group.elements[0]
    return group


def _flat(group: Group, taken: frozenset[str]) -> Iterator[Element]:
    """Yield a group's elements, those of what only holds others in place of it.

    ``taken`` are names that stand for something outside of it.
    """
    for element in group.elements:
        beside = {n for other in group.elements if other is not element for n in mentioned(other)}
        match element:
            case Group():
                yield from _flat(element, taken | beside)
            case InGraph(Var(), inner):
                yield from _flat(inner, taken | beside)
            case SubSelect(select) if _is_plain(select, taken | beside):
                yield from _flat(select.where, taken | beside)
            case _:
                yield element


def _is_plain(select: Select, taken: frozenset[str]) -> bool:
    """Tell whether a sub-select only chooses columns, and hides none that is named outside."""
    hidden = set(mentioned(select.where)) - set(columns_of(select))
    reckoned = any(column.expression is not None for column in select.columns or ())
    return not (hidden & taken or reckoned) and select.modifiers == Modifiers()


def _all(groups: Iterable[Group]) -> Iterator[TriplePattern]:
    for group in groups:
        yield from _patterns(group)


def _is_technical(pattern: TriplePattern) -> bool:
    if pattern.predicate == RDF.type:
        return pattern.object == PACT.Passage
    return pattern.predicate in _TECHNICAL
