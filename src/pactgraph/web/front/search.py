"""The search: things by any recorded name, as a page, and as JSON for completion."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from pactgraph.errors import BadInput, PactgraphError
from pactgraph.query.name_table import Found
from pactgraph.query.parameters import iri_of
from pactgraph.showing import short_iri
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.site import Site
from pactgraph.web.thing.class_tree import class_tree
from pactgraph.web.thing.kinds import group, kind

COMPLETIONS: Final = 8
"""How many names completion is given."""

_RESULTS = 60
_LONGEST = 200
_NEAR = 60.0
_EVIDENT = 79.0


@dataclass(frozen=True)
class Hit:
    """A thing that was found: ``label`` is its surest name, ``form`` the one that fits.

    ``value`` names it for a parameter, and means nothing else.
    """

    iri: str
    label: str
    form: str
    sort: str
    kind: str
    group: str
    url: str
    value: str

    def as_json(self) -> dict[str, str]:
        """Return what completion shows and uses."""
        names = ("label", "form", "sort", "kind", "url", "value", "iri")
        return {name: getattr(self, name) for name in names}


def search(site: Site, request: DocumentRequest) -> Document:
    """Return what is called like ``q``, of the class ``class`` where one is given.

    Raises BadInput for words beyond all names, and for what is no class.
    """
    words = (request.first("q") or "").strip()
    if len(words) > _LONGEST:
        raise BadInput(f"no name has more than {_LONGEST} characters")
    of_class = request.first("class")
    wants_json = request.format == "json"
    hits = find(site, words, COMPLETIONS if wants_json else _RESULTS, of_class)
    if wants_json:
        return Document.of(json.dumps([hit.as_json() for hit in hits], ensure_ascii=False), "json")
    # The group of the best hit comes first.
    groups = {hit.group: [one for one in hits if one.group == hit.group] for hit in hits}
    return site.page(
        "search.html",
        request,
        words=words,
        of_class=of_class,
        count=len(hits),
        is_cut=len(hits) == _RESULTS,
        groups=list(groups.items()),
    )


def find(site: Site, words: str, limit: int, of_class: str | None = None) -> list[Hit]:
    """Return what the words may mean, best first; raises BadInput for what is no class.

    Names that are merely like the words are left out where others hold them.
    """
    wanted = None
    if of_class is not None:
        wanted = iri_of(of_class, "class")
        if wanted is None:
            raise BadInput(f"{of_class!r} is no class", hint="give an IRI, or pact:Agent")
    found = site.kg.names.find(words, limit=limit, of_class=wanted)
    least = _NEAR if any(one.score > _EVIDENT - 10 for one in found) else 0.0
    return [_hit(site, one) for one in found if one.score >= least]


def _hit(site: Site, found: Found) -> Hit:
    label = site.kg.names.label(found.iri) or found.form
    url = site.urls.of_iri(found.iri) or site.urls.describe(found.iri)
    return Hit(
        *(found.iri, label, found.form, found.sort, kind(found.types, class_tree(site))),
        *(group(found.types), url, _value(site, found.iri, label)),
    )


def _value(site: Site, iri: str, label: str) -> str:
    try:
        means = site.kg.names.resolve(label).value
    except PactgraphError:  # several things are called so
        means = None
    return label if means == iri else short_iri(iri)
