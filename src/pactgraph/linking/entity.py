"""Our own things, with all that helps to find them elsewhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from pactgraph.engine.results import Rows
from pactgraph.errors import EngineFailure, NotFound
from pactgraph.linking.kinds import KINDS, our_kind
from pactgraph.namespaces import DCTERMS, ID, PACT, RDF, RDFS

if TYPE_CHECKING:
    from pactgraph.knowledge_graph import KnowledgeGraph

_ALWAYS: Final = frozenset(
    PACT[name].value for name in ("Office", "Summit", "Takeover", "ArmedConflict")
)
"""Classes whose members are looked for even where no text calls them by a name of their own."""

_TOLD: Final = (
    "name",
    "shortName",
    "derivedForm",
    "date",
    "begin",
    "end",
    "firstYear",
    "lastYear",
)
_RELATED: Final = (
    "affiliation",
    "officeOf",
    "location",
    "servesIn",
    "directPartOf",
    "paperOf",
    "belligerent",
    "holdsOffice",
    "organiser",
    "ledBy",
)
_QUERY: Final = f"""
SELECT ?s ?p ?o WHERE {{
  VALUES ?p {{
    {RDF.type} {RDFS.label} {DCTERMS.description}
    {" ".join(str(PACT[name]) for name in (*_TOLD, *_RELATED))}
  }}
  ?s ?p ?o .
  FILTER(STRSTARTS(STR(?s), "{ID.base}"))
}}
ORDER BY ?s ?p ?o
"""
_YEAR: Final = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Entity:
    """A thing of ours: its names, its kind, and what is known of it.

    ``names`` belong to it alone; ``short_names`` only where the rest is clear. ``countries``
    and ``offices`` are names; ``facts`` are sentences for a person to read.
    """

    iri: str
    label: str
    kind: str
    classes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    short_names: tuple[str, ...] = ()
    description: str = ""
    years: frozenset[int] = frozenset()
    countries: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """The label and the names, each once."""
        return tuple(dict.fromkeys((self.label, *self.names)))


def read_entities(kg: KnowledgeGraph) -> list[Entity]:
    """Return the things of a graph that can be linked, in the order of their IRIs.

    These are the named things of a kind that other data sets have (``KINDS``). Raises
    what the engine raises.
    """
    told: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    answer = kg.engine.query(_QUERY, trusted=True, source="entities")
    if not isinstance(answer, Rows):
        raise EngineFailure("the engine does not answer a SELECT with rows")
    for subject, predicate, value in answer:
        if not isinstance(subject, ox.NamedNode) or not isinstance(predicate, ox.NamedNode):
            continue
        if isinstance(value, ox.NamedNode | ox.Literal):
            told[subject.value][_tail(predicate.value)].append(value.value)
    labels = {iri: said["label"][0] for iri, said in told.items() if said["label"]}
    states = {
        iri: labels[iri]
        for iri, said in told.items()
        if PACT.State.value in said["type"] and iri in labels
    }
    forms = {
        form: label
        for iri, label in states.items()
        for form in (label, *told[iri]["name"], *told[iri]["derivedForm"])
    }
    found = (_entity(iri, told[iri], labels, states, forms) for iri in sorted(labels))
    return [entity for entity in found if entity is not None]


def chosen(
    entities: list[Entity], kg: KnowledgeGraph, kinds: Collection[str], names: Collection[str]
) -> list[Entity]:
    """Return those of the things that are of a kind or class, or are called so.

    Raises NotFound for a kind that nothing has, and for a name of nothing that can be linked.
    """
    wanted = {kg.names.resolve(name).value for name in names}
    missing = sorted(wanted - {entity.iri for entity in entities})
    if missing:
        raise NotFound(
            "this is of no kind that is linked",
            iri=missing[0],
            hint=f"linked are: {', '.join(KINDS)}",
        )
    asked = {kind.casefold().replace(" ", "").replace("-", "") for kind in kinds}
    for kind in sorted(asked):
        if not any(kind in _kinds(entity) for entity in entities):
            raise NotFound(f'nothing is of the kind "{kind}"', candidates=KINDS)
    return [
        entity
        for entity in entities
        if (not wanted or entity.iri in wanted) and (not asked or asked & _kinds(entity))
    ]


def _kinds(entity: Entity) -> set[str]:
    return {entity.kind, *(name.casefold() for name in entity.classes)}


def _entity(
    iri: str,
    said: dict[str, list[str]],
    labels: dict[str, str],
    states: dict[str, str],
    forms: dict[str, str],
) -> Entity | None:
    types = said["type"]
    kind = our_kind(types)
    if kind is None or not (said["name"] or _ALWAYS.intersection(types)):
        return None
    label, description = labels[iri], " ".join(said["description"])
    years = {int(year) for name in _TOLD[3:] for text in said[name] for year in _YEAR.findall(text)}
    years |= {int(year) for text in (label, *said["name"]) for year in _YEAR.findall(text)}
    related = [
        (name, labels[value]) for name in _RELATED for value in said[name] if value in labels
    ]
    countries = [states[value] for name in _RELATED for value in said[name] if value in states]
    if kind != "state":
        countries += [forms[form] for form in forms if _word(form, f"{label} {description}")]
    return Entity(
        iri=iri,
        label=label,
        kind=kind,
        classes=tuple(sorted(t.removeprefix(PACT.base) for t in types if t in PACT)),
        names=tuple(said["name"]),
        short_names=tuple(said["shortName"]),
        description=description,
        years=frozenset(years),
        countries=tuple(dict.fromkeys(countries)),
        offices=tuple(labels[office] for office in said["holdsOffice"] if office in labels),
        facts=tuple(f"{_spaced(name)}: {label}" for name, label in dict.fromkeys(related)),
    )


def _word(form: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) is not None


def _tail(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
