"""What a thing takes part in: situations, events, counts and utterances, a row each, by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from pactgraph.model.passages import slug_of
from pactgraph.namespaces import PACT, RDF, RDFS, XSD
from pactgraph.web.terms import ShownTerm
from pactgraph.web.thing.bounds import ThingBounds
from pactgraph.web.thing.class_tree import ClassTree, plural
from pactgraph.web.thing.statements import GIST, Statement, types_of
from pactgraph.web.thing.teller import ShownPassage, ShownStatement, Teller

_DATES = frozenset({XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth})
_PHRASES = {
    PACT.begin: "from {}",
    PACT.firstYear: "from {}",
    PACT.date: "{}",
    PACT.end: "to {}",
    PACT.lastYear: "to {}",
    PACT.observedOn: "seen on {}",
    PACT.endedBefore: "over by {}",
    PACT.vagueTime: "“{}”",
}
_ORDER = {predicate: place for place, predicate in enumerate(_PHRASES)}
_APART = frozenset({RDF.type, RDFS.label, GIST})


@dataclass(frozen=True)
class Part:
    """What one property of a row says: who or what, by label."""

    label: str
    values: tuple[ShownTerm, ...]


@dataclass(frozen=True)
class Told:
    """A passage of a row, and the statements that it makes of what the row tells of."""

    passage: ShownPassage
    statements: tuple[ShownStatement, ...]


@dataclass(frozen=True)
class Involvement:
    """One situation, event, count or utterance, as one row tells of it.

    ``roles`` are what the page's thing is in it; ``when`` its dates as stated, with the
    articles where they differ.
    """

    iri: str
    title: ShownTerm
    kind: str
    roles: tuple[str, ...]
    parts: tuple[Part, ...]
    when: tuple[tuple[str, tuple[str, ...]], ...]
    articles: tuple[str, ...]
    evidence: tuple[Told, ...]
    bounds: tuple[ThingBounds, ...]
    order: tuple[str, str, str]

    @property
    def lines(self) -> tuple[str, ...]:
        """The articles that it rests on when copies are counted as what they copy."""
        passages = [told.passage for told in self.evidence]
        return tuple(sorted({passage.copy_of or passage.slug for passage in passages}))


@dataclass(frozen=True)
class Group:
    """Rows of one kind; ``key`` names it in a URL, ``reported`` sets utterances apart."""

    key: str
    heading: str
    root: str
    reported: bool
    rows: tuple[Involvement, ...]

    @property
    def span(self) -> str:
        """The years that the rows reach over, as far as they are known."""
        days = [day for row in self.rows for one in row.bounds for day in one.days if day]
        if not days:
            return ""
        first, last = min(days).year, max(days).year
        return f"{first}" if first == last else f"{first}–{last}"


class Involvements:
    """Makes rows and groups of what names a thing."""

    def __init__(
        self, tree: ClassTree, teller: Teller, bounds: Mapping[str, Sequence[ThingBounds]]
    ) -> None:
        self._tree = tree
        self._teller = teller
        self._bounds = bounds

    def groups(self, thing: str, involved: Mapping[str, Sequence[Statement]]) -> list[Group]:
        """Return the groups of what a thing takes part in; what is said stands last."""
        rows: dict[tuple[bool, str, str, str], list[Involvement]] = defaultdict(list)
        for iri, statements in involved.items():
            row = self.row(thing, iri, statements)
            kinds = self._tree.narrowest(types_of(statements))
            kind = next((one for one in kinds if self._tree.root(one)), None)
            if kind is None:
                continue
            root = self._tree.root(kind) or kind
            if root == PACT.Utterance.value:
                role = " and ".join(row.roles)
                heading = f"{plural(self._tree.label(kind))}: {role}"
                rows[True, "", heading, f"{_tail(kind)}.{role}"].append(row)
            else:
                top = plural(self._tree.label(root))
                rows[False, top, plural(self._tree.label(kind)), _tail(kind)].append(row)
        return [
            Group(key, _capital(label), _capital(top), said, tuple(_sorted(found)))
            for (said, top, label, key), found in sorted(rows.items())
        ]

    def row(self, thing: str, iri: str, statements: Sequence[Statement]) -> Involvement:
        """Return the row of one thing's statements in passages."""
        told = [one for one in statements if one.passages]
        # Why the others are there is told on the page of what the row tells of.
        shown = [self._teller.statement(one, proved=_names(one, thing)) for one in told]
        kinds = self._tree.narrowest(types_of(statements))
        roles = {self._teller.property(one.predicate).text for one in told if _names(one, thing)}
        by_passage: dict[str, list[ShownStatement]] = defaultdict(list)
        passages: dict[str, ShownPassage] = {}
        for statement in shown:
            for passage in statement.passages:
                passages[passage.iri] = passage
                by_passage[passage.iri].append(statement)
        evidence = [Told(p, tuple(by_passage[p.iri])) for p in self._teller.passages(passages)]
        slugs = tuple(dict.fromkeys(told.passage.slug for told in evidence))
        title = self._teller.term(NamedNode(iri), whole=True)
        bounds = tuple(self._bounds.get(iri, ()))
        first = min((day.isoformat() for one in bounds if (day := one.first)), default="9999")
        published = min((t.passage.published or "9999" for t in evidence), default="9999")
        return Involvement(
            iri,
            title,
            ", ".join(self._tree.label(kind) for kind in kinds),
            tuple(sorted(roles)),
            tuple(self._parts(thing, kinds, told, title.text)),
            tuple(self._when(told)),
            slugs,
            tuple(evidence),
            bounds,
            (first, published, title.text),
        )

    def _parts(
        self, thing: str, kinds: Iterable[str], told: Iterable[Statement], title: str
    ) -> list[Part]:
        parties = {party for kind in kinds for party in self._tree.parties_of(kind)}
        values: dict[NamedNode, list[ShownTerm]] = defaultdict(list)
        for one in told:
            if one.predicate in _APART or _is_time(one):
                continue
            if isinstance(one.object, NamedNode) and (
                one.object.value == thing or "#char=" in one.object.value
            ):
                continue
            if isinstance(one.object, Literal) and one.object.value == title:
                continue
            values[one.predicate].append(self._teller.term(one.object))
        ordered = sorted(values, key=lambda p: (p.value not in parties, self._label(p), p.value))
        return [Part(self._label(p), tuple(values[p])) for p in ordered]

    def _label(self, predicate: NamedNode) -> str:
        return self._teller.property(predicate).text

    def _when(self, told: Iterable[Statement]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the dates as stated, each phrase with the articles that have it."""
        dates: dict[str, dict[NamedNode, list[str]]] = defaultdict(lambda: defaultdict(list))
        for one in told:
            if _is_time(one) and isinstance(one.object, Literal):
                for slug in dict.fromkeys(slug_of(graph) for graph in one.passages):
                    dates[slug][one.predicate].append(one.object.value)
        phrases: dict[str, list[str]] = defaultdict(list)
        for slug, stated in sorted(dates.items()):
            ordered = sorted(stated, key=lambda p: (_ORDER.get(p, 99), p.value))
            phrase = ", ".join(
                _PHRASES.get(p, f"{self._label(p)} {{}}").format(" or ".join(stated[p]))
                for p in ordered
            )
            phrases[phrase.replace(", to ", " to ")].append(slug)
        alone = len(phrases) == 1
        return [(phrase, () if alone else tuple(slugs)) for phrase, slugs in phrases.items()]


def _names(one: Statement, thing: str) -> bool:
    return isinstance(one.object, NamedNode) and one.object.value == thing


def _is_time(one: Statement) -> bool:
    if one.predicate == PACT.vagueTime:
        return True
    return isinstance(one.object, Literal) and one.object.datatype in _DATES


def _sorted(rows: Iterable[Involvement]) -> list[Involvement]:
    return sorted(rows, key=lambda row: (*row.order, row.iri))


def _tail(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
