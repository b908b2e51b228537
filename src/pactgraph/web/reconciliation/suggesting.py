"""Suggestions while somebody types: things, types and properties by the beginning of a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeVar

from pactgraph.errors import NotFound
from pactgraph.namespaces import ID
from pactgraph.query.name_table import normalised
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.reconciliation.answers import json_document, refuse_views, whole_number
from pactgraph.web.reconciliation.asked import LONGEST
from pactgraph.web.reconciliation.entities import Entities, Entity, all_by_name
from pactgraph.web.reconciliation.vocabulary import Property, Type, Vocabulary, vocabulary
from pactgraph.web.site import Site

KINDS: Final = ("entity", "type", "property")
"""What is suggested."""

PAGE: Final = 20
"""How many suggestions an answer has at most; ``cursor`` skips them."""

_FOUND: Final = 1000
"""How many things a prefix can find; who wants others types on."""
_AMONG: Final = 5000
"""How many names are looked at for them: some are of terms, and a thing has several."""
_BEGINS: Final = 70.0
"""Names that hold the words score more than this, names that are merely like them less."""

_Named = TypeVar("_Named", Type, Property)


def suggest(site: Site, request: DocumentRequest) -> Document:
    """Return suggestions for ``prefix``, from the one numbered ``cursor`` on.

    Raises NotFound for a kind that there is none of, BadInput for a cursor that is no number.
    """
    refuse_views(request)
    kind = request.path["kind"]
    if kind not in KINDS:
        raise NotFound("nothing of that kind is suggested", candidates=KINDS)
    prefix = (request.first("prefix") or "").strip()
    start = whole_number(request, "cursor") or 0
    known = vocabulary(site)
    found: list[dict[str, Any]]
    if len(prefix) > LONGEST:
        found = []
    elif kind == "entity":
        found = [_told_entity(one, known) for one in _things(site, prefix, start)]
    elif kind == "type":
        found = [_told(one) for one in _terms(known.types(), prefix)[start : start + PAGE]]
    else:
        found = [_told(one) for one in _terms(known.properties(), prefix)[start : start + PAGE]]
    return json_document({"result": found})


def _things(site: Site, prefix: str, start: int) -> list[Entity]:
    """Return the things of a page of suggestions."""
    known = Entities(site)
    if not prefix:
        iris = list(all_by_name(site))
    else:
        matched = site.kg.names.find(prefix, limit=_FOUND, among=_AMONG)
        # What is merely like the words is left out where others hold them.
        least = _BEGINS if any(one.score > _BEGINS for one in matched) else 0.0
        meant = known.by_id(prefix)
        iris = [] if meant is None else [meant.iri]
        found = (one.iri for one in matched if one.score >= least)
        iris += [iri for iri in found if iri.startswith(ID.base) and iri not in iris[:1]]
    some = iris[start : start + PAGE]
    known.want(some)
    return [one for one in map(known.of, some) if one is not None]


def _terms(terms: Sequence[_Named], prefix: str) -> list[_Named]:
    """Return terms whose name or identifier begins so, then those that have a word that does."""
    wanted = normalised(prefix)
    ranked = []
    for at, one in enumerate(terms):
        name = normalised(one.name)
        if one.id == prefix or one.iri == prefix or name == wanted:
            ranked.append((0, at, one))
        elif name.startswith(wanted) or normalised(one.id).startswith(wanted):
            ranked.append((1, at, one))
        elif any(word.strip("“”()").startswith(wanted) for word in name.split()):
            ranked.append((2, at, one))
    return [one for _, _, one in sorted(ranked, key=lambda item: item[:2])]


def _told(term: Type | Property) -> dict[str, Any]:
    return {"id": term.id, "name": term.name, "description": term.description}


def _told_entity(entity: Entity, known: Vocabulary) -> dict[str, Any]:
    return {
        "id": entity.id,
        "name": entity.name,
        "description": entity.description,
        "notable": [one.as_json() for one in known.types_of(entity.types)],
    }
