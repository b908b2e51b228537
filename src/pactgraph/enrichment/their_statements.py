"""What the other data set says of the same things: who held what, when, and since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

from pactgraph.enrichment.asked_statements import Asked, pointing_at, statements
from pactgraph.enrichment.fetched_value import LONGEST, NotTaken, taken_iri
from pactgraph.enrichment.intervals import NO_TIME, TheirDate, TheirTime, date_of
from pactgraph.enrichment.precision import precisions_of_nodes, precisions_of_values
from pactgraph.enrichment.targets import Targets
from pactgraph.linking.endpoint import Endpoint
from pactgraph.linking.terms import WDT
from pactgraph.namespaces import ORG, PROV, RDFS, Namespace

_P: Final = Namespace("http://www.wikidata.org/prop/")
_PS: Final = Namespace("http://www.wikidata.org/prop/statement/")
_PQ: Final = Namespace("http://www.wikidata.org/prop/qualifier/")
_PQV: Final = Namespace("http://www.wikidata.org/prop/qualifier/value/")
_PR: Final = Namespace("http://www.wikidata.org/prop/reference/")
_REFERENCES: Final = "http://www.wikidata.org/reference/"

_LABEL: Final = RDFS.label.value
_OF: Final = WDT.P1001.value
_BEGIN: Final = _PQ.P580.value
_END: Final = _PQ.P582.value
_EXACT: Final = {_BEGIN: _PQV.P580.value, _END: _PQV.P582.value}
"""The properties whose values are nodes that say how exact the dates are."""

_MOMENTS: Final = ("P585", "P580", "P582")
_SOURCE: Final = PROV.wasDerivedFrom.value
_LANGUAGES: Final = ("en", "en-gb", "mul", "")
"""The languages of labels that can be shown to who reads ours, the best first."""


@dataclass(frozen=True)
class Theirs:
    """One statement of the other data set: its IRI, what it says, and what it rests on.

    ``of`` is whom it is about, ``value`` the IRI of what it says, empty where that is only a
    text; ``text`` is a label. ``within`` are the places that it is said to belong to.
    """

    iri: str
    property: str
    of: str
    value: str = ""
    text: str = ""
    within: frozenset[str] = frozenset()
    time: TheirTime = NO_TIME
    references: tuple[str, ...] = ()


class TheirStatements:
    """Asks an endpoint about targets; every method raises what the endpoint raises."""

    def __init__(self, endpoint: Endpoint, targets: Targets) -> None:
        self._endpoint = endpoint
        self._targets = targets

    def tenures(self, people: Collection[str], offices: Collection[str]) -> list[Theirs]:
        """Return the offices that people held, and everybody's tenures of some offices.

        Statement nodes come with their dates; where there is none of an office, the bare
        statement that somebody holds it. A tenure whose office is but a text has no value.
        """
        found = self._qualified("P39", people, offices)
        known = {(one.of, one.value) for one in found}
        plain = self._plain(people, (WDT.P39.value,))
        found += [one for one in plain if (one.of, one.value) not in known]
        labels = self.labels({one.value for one in found if one.value})
        within = self._values({one.value for one in found if one.value and not one.within}, (_OF,))
        return [
            replace(
                one,
                text=one.text or labels.get(one.value, ""),
                within=one.within or frozenset(within.get(one.value, ())),
            )
            for one in found
        ]

    def memberships(self, members: Collection[str]) -> list[Theirs]:
        """Return what members belong to (P463), with dates where there are any."""
        found = self._qualified("P463", members, ())
        known = {(one.of, one.value) for one in found}
        plain = self._plain(members, (WDT.P463.value,))
        found += [one for one in plain if (one.of, one.value) not in known]
        labels = self.labels({one.value for one in found if one.value})
        return [replace(one, text=labels.get(one.value, one.text)) for one in found]

    def dates(self, things: Collection[str]) -> list[Theirs]:
        """Return when events were (P585), began (P580) and ended (P582)."""
        found = []
        moments = {WDT[name].value: name for name in _MOMENTS}
        told = sorted(set(statements(self._endpoint, self._spelt(things), tuple(moments))))
        exact = precisions_of_values(self._endpoint, {a.subject for a in told}, _MOMENTS)
        for asked in told:
            precision = exact.get((asked.subject, moments[asked.property], asked.value))
            day = None if asked.is_iri else date_of(asked.value, asked.datatype, precision)
            time = TheirTime(end=day) if asked.property == WDT.P582.value else TheirTime(begin=day)
            thing = self._own(asked.subject)
            text = asked.value[:LONGEST]
            found.append(Theirs(thing, asked.property, thing, "", text, time=time))
        return found

    def links(self, things: Collection[str], properties: Iterable[str]) -> list[Theirs]:
        """Return what things are tied to by some properties, with labels."""
        found = self._plain(things, tuple(properties))
        labels = self.labels({one.value for one in found})
        return [replace(one, text=labels.get(one.value, "")) for one in found]

    def labels(self, things: Collection[str]) -> dict[str, str]:
        """Return a label of each thing that has one in English, or in no language."""
        found: dict[str, tuple[int, str]] = {}
        for asked in statements(self._endpoint, self._spelt(things), (_LABEL,)):
            if asked.language in _LANGUAGES and not asked.is_iri:
                rank = (_LANGUAGES.index(asked.language), asked.value[:LONGEST])
                thing = self._own(asked.subject)
                found[thing] = min(found.get(thing, rank), rank)
        return {thing: label for thing, (_, label) in found.items()}

    def _qualified(
        self, name: str, subjects: Collection[str], values: Collection[str]
    ) -> list[Theirs]:
        """Return statement nodes of a property: those of subjects, and those with values."""
        says, to_node = _PS[name].value, _P[name].value
        of: dict[str, str] = {}
        for asked in statements(self._endpoint, self._spelt(subjects), (to_node,)):
            if asked.is_iri:
                of[asked.value] = self._own(asked.subject)
        member = ORG.member.value
        if name == "P39":
            for asked in pointing_at(self._endpoint, self._spelt(subjects), (member,)):
                of[asked.subject] = self._own(asked.value)
        others = {a.subject for a in pointing_at(self._endpoint, self._spelt(values), (says,))}
        others -= of.keys()
        for asked in pointing_at(self._endpoint, others, (to_node,)):
            of[asked.value] = self._own(asked.subject)
        for asked in statements(self._endpoint, others, (member,)):
            if asked.is_iri:
                of.setdefault(asked.subject, self._own(asked.value))
        told: dict[str, list[Asked]] = defaultdict(list)
        wanted = (says, _LABEL, _OF, _BEGIN, _END, _SOURCE, *_EXACT.values())
        for asked in statements(self._endpoint, of, wanted):
            told[asked.subject].append(asked)
        documents = self._documents(told)
        dates = {a.value for every in told.values() for a in every if a.property in _EXACT.values()}
        exact = precisions_of_nodes(self._endpoint, dates)
        return [
            self._node(node, of[node], says, sorted(told[node]), documents, exact)
            for node in sorted(of)
        ]

    def _node(
        self,
        node: str,
        of: str,
        says: str,
        told: list[Asked],
        documents: dict[str, list[str]],
        exact: dict[str, int],
    ) -> Theirs:
        values = [asked.value for asked in told if asked.property == says and asked.is_iri]
        sources = [asked.value for asked in told if asked.property == _SOURCE and asked.is_iri]
        return Theirs(
            node,
            says,
            of,
            self._own(values[0]) if values else "",
            next((a.value[:LONGEST] for a in told if a.property == _LABEL and not a.is_iri), ""),
            frozenset(self._own(a.value) for a in told if a.property == _OF and a.is_iri),
            TheirTime(_first(told, _BEGIN, exact), _first(told, _END, exact)),
            tuple(web for source in sources for web in _web(documents.get(source, [source]))),
        )

    def _documents(self, told: dict[str, list[Asked]]) -> dict[str, list[str]]:
        """Return the addresses (P854) that Wikidata's reference nodes name."""
        nodes = {
            asked.value
            for every in told.values()
            for asked in every
            if asked.property == _SOURCE and asked.value.startswith(_REFERENCES)
        }
        found: dict[str, list[str]] = defaultdict(list)
        for asked in statements(self._endpoint, nodes, (_PR.P854.value,)):
            found[asked.subject].append(asked.value)
        return found

    def _plain(self, things: Collection[str], properties: tuple[str, ...]) -> list[Theirs]:
        asked = set(statements(self._endpoint, self._spelt(things), properties))
        found = {
            Theirs(
                self._own(one.subject), one.property, self._own(one.subject), self._own(one.value)
            )
            for one in asked
            if one.is_iri
        }
        return sorted(found, key=lambda one: (one.of, one.property, one.value))

    def _values(self, things: Collection[str], properties: tuple[str, ...]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for one in self._plain(things, properties):
            found[one.of].add(one.value)
        return found

    def _spelt(self, things: Collection[str]) -> list[str]:
        return [spelling for thing in things for spelling in self._targets.spellings(thing)]

    def _own(self, iri: str) -> str:
        return self._targets.canonical(iri)


def _first(told: list[Asked], name: str, exact: dict[str, int]) -> TheirDate | None:
    """Return the one date of a property; several say that it is not known which."""
    days = [asked for asked in told if asked.property == name and not asked.is_iri]
    nodes = [asked.value for asked in told if asked.property == _EXACT[name]]
    precision = exact.get(nodes[0]) if len(nodes) == 1 else None
    return date_of(days[0].value, days[0].datatype, precision) if len(days) == 1 else None


def _web(sources: Iterable[str]) -> Iterable[str]:
    for source in sources:
        try:
            yield taken_iri(source).value
        except NotTaken:
            continue
