"""The page of a thing: whatever has an IRI of ours and is neither an article nor the ontology."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from pactgraph.errors import BadInput, NotFound
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.namespaces import BASE, PACT, RDF
from pactgraph.showing import shown as visible
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.site import Site
from pactgraph.web.terms import ShownTerm, shown
from pactgraph.web.thing.bars import Timed, picture_of
from pactgraph.web.thing.graph_content import A_PAGE
from pactgraph.web.thing.involvements import Group, Involvements
from pactgraph.web.thing.neighbourhood import Connections, Neighbour, radial
from pactgraph.web.thing.statements import Statement
from pactgraph.web.thing.teller import ShownStatement, Teller
from pactgraph.web.thing.thing import ThingPage
from pactgraph.web.viewed import Viewed

SHORT: Final = 12
"""How many rows of a group stand on the page of all groups."""

_OPEN: Final = 12
_LISTED: Final = 40
_BARS: Final = 40


@dataclass(frozen=True)
class Fact:
    """A property, and the statements with it."""

    property: ShownTerm
    statements: tuple[ShownStatement, ...]


@dataclass(frozen=True)
class ShownClaim:
    """A claim that speaks of the thing: who asserts it, where, and what it says."""

    claim: ShownTerm
    utterances: tuple[ShownTerm, ...]
    speakers: tuple[ShownTerm, ...]
    passages: tuple[object, ...]
    statements: tuple[ShownStatement, ...]


def entity(site: Site, request: DocumentRequest) -> Document:
    """Return the page of a thing.

    Parameters are those of a view, ``kind`` for the whole of one group, and ``page`` of it.
    Raises NotFound with the nearest names if the graph has nothing of that IRI, BadInput for a
    page that is no number.
    """
    local = request.path["local"]
    if "#" in local:
        return Document.see_other(site.urls.page(BASE + local))
    if local == "query":
        return Document.see_other(site.urls.queries())
    name = local.removeprefix("query/")
    if name != local and name in site.kg.queries:
        return Document.see_other(site.urls.query(name))
    iri = _known(BASE + local)
    page = _number(request.first("page"))
    viewed = site.seen(request)
    thing = ThingPage(site, viewed, iri, page=page)
    by = viewed.given("known-by")
    if thing.is_there and (thing.is_told or not by):
        return _page(site, request, viewed, thing, page)
    whole = ThingPage(site, Viewed(site.kg), iri)
    if not whole.is_there:
        raise _not_found(site, iri)
    # Its names are recorded apart from articles, but come from them: if none that tells of it
    # was out by the day, neither were they known.
    if thing.is_there and not whole.is_told:
        return _page(site, request, viewed, thing, page)
    return site.page(
        "entity_absent.html",
        request,
        view=viewed,
        iri=iri,
        by=by,
        title=_local(iri) if by else Teller(site, Viewed(site.kg), [iri]).name(iri),
        reasons=[left["reason"] for left in viewed.left_out([iri])],
    )


def _page(
    site: Site, request: DocumentRequest, viewed: Viewed, thing: ThingPage, page: int
) -> Document:
    contents = [thing.content, *thing.asserted]
    teller = Teller(site, viewed, thing.iris(contents), thing.passages(contents))
    made = Involvements(thing.tree, teller, thing.bounds)
    groups = made.groups(thing.iri, thing.involved)
    kind = request.first("kind")
    chosen = next((group for group in groups if group.key == kind), None)
    if kind and chosen is None:
        raise NotFound(
            f"there is no group {kind!r} on the page of {teller.name(thing.iri)}",
            candidates=tuple(group.key for group in groups),
        )
    neighbours = _neighbours(thing, teller, groups)
    timed = _timed(thing, teller, groups)
    return site.page(
        "entity.html",
        request,
        view=viewed,
        thing=thing,
        here=viewed.link(site.urls.page(thing.iri)),
        title=teller.name(thing.iri),
        said=_said(thing),
        classes=[_class(thing, one) for one in thing.types],
        names=[(word, [teller.term(o.object) for o in found]) for word, found in thing.names],
        facts=_facts(teller, thing.facts),
        groups=[group for group in groups if not group.reported],
        reported=[group for group in groups if group.reported],
        chosen=chosen,
        page=page,
        a_page=A_PAGE,
        short=SHORT,
        opened=_opened(groups),
        few_reported=sum(len(group.rows) for group in groups if group.reported) <= _OPEN,
        claimed=_claimed(thing, teller),
        contents=[
            (
                teller.term(NamedNode(one.iri)),
                [teller.statement(s) for s in one.statements],
                one.total,
            )
            for one in contents
            if one.total
        ],
        findings=thing.findings,
        judgements=thing.judgements,
        links_out=[(teller.statement(one), one.graphs) for one in thing.links_out],
        links_here=_facts(teller, thing.links_here),
        listed=_LISTED,
        derived=[teller.statement(one) for one in thing.derived],
        foreign=[teller.statement(one) for one in thing.foreign],
        bars=picture_of(timed[:_BARS]),
        timed=timed,
        radial=radial(neighbours),
        neighbours=neighbours,
    )


def _said(thing: ThingPage) -> str | None:
    """Return how far the thing is only said: a claim, an utterance, or not at all."""
    if kind_of(thing.iri) is GraphKind.CLAIM:
        return "claim"
    utterance = any(thing.tree.root(one) == PACT.Utterance.value for one in thing.types)
    return "utterance" if utterance else None


def _opened(groups: Sequence[Group]) -> frozenset[str]:
    """Return the keys of the groups that are open: the first ones, until enough rows show."""
    found: set[str] = set()
    rows = 0
    for group in groups:
        rows += min(len(group.rows), SHORT)
        if found and rows > _OPEN:
            break
        found.add(group.key)
    return frozenset(found)


def _local(iri: str) -> str:
    return iri.rpartition("/")[2]


def _known(iri: str) -> str:
    try:
        return NamedNode(iri).value
    except ValueError:
        raise NotFound("this is no IRI", iri=iri) from None


def _number(text: str | None) -> int:
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) > 0):
        raise BadInput(f"{text!r} is no number of a page", hint="pages are counted from 1")
    return int(text)


def _not_found(site: Site, iri: str) -> NotFound:
    words = _local(iri).replace("-", " ").replace("_", " ")
    near = site.kg.find(words, limit=5) if words.strip() else []
    return NotFound(
        "the graph holds nothing of this IRI",
        iri=iri,
        candidates=tuple(found.iri for found in near),
        hint=f"search for {words!r}: {site.urls.search(words)}",
    )


def _class(thing: ThingPage, iri: str) -> tuple[str, str | None, str]:
    label = visible(thing.tree.label(iri))
    return label, shown(NamedNode(iri)).href, visible(thing.tree.definitions.get(iri, ""))


def _facts(teller: Teller, found: Iterable[tuple[NamedNode, Sequence[Statement]]]) -> list[Fact]:
    return [
        Fact(teller.property(predicate), tuple(map(teller.statement, statements)))
        for predicate, statements in found
    ]


def _claimed(thing: ThingPage, teller: Teller) -> list[ShownClaim]:
    return [
        ShownClaim(
            teller.term(NamedNode(one.claim)),
            tuple(teller.term(NamedNode(iri)) for iri in one.utterances),
            tuple(teller.term(NamedNode(iri)) for iri in one.speakers),
            teller.passages(one.passages),
            tuple(map(teller.statement, one.statements)),
        )
        for one in thing.claimed
    ]


def _timed(thing: ThingPage, teller: Teller, groups: Iterable[Group]) -> list[Timed]:
    kind = ", ".join(thing.tree.label(one) for one in thing.types)
    own = [
        Timed(teller.name(thing.iri), None, kind, one) for one in thing.bounds.get(thing.iri, ())
    ]
    others = [
        (row.order, Timed(row.title.text, row.title.href, row.kind, one))
        for group in groups
        if not group.reported
        for row in group.rows
        for one in row.bounds
    ]
    return own + [timed for _, timed in sorted(others, key=lambda item: item[0])]


def _neighbours(thing: ThingPage, teller: Teller, groups: Iterable[Group]) -> list[Neighbour]:
    counted = Connections()
    for group in groups:
        if group.reported:
            continue
        for row in group.rows:
            parties = {
                one.object.value
                for one in thing.involved[row.iri]
                if one.passages and isinstance(one.object, NamedNode) and _connects(one)
            }
            for iri in parties - {thing.iri}:
                counted.add(iri, row.kind)
    for one in thing.own:
        if one.passages and isinstance(one.object, NamedNode) and _connects(one):
            counted.add(one.object.value, teller.property(one.predicate).text)
    for predicate, statements in thing.links_here:
        for one in statements:
            if one.passages and isinstance(one.subject, NamedNode):
                counted.add(one.subject.value, teller.property(predicate).text)
    shown = {}
    for iri in counted.iris - {thing.iri}:
        term = teller.term(NamedNode(iri), whole=True)
        shown[iri] = (term.text, term.href)
    return counted.neighbours(shown)


def _connects(one: Statement) -> bool:
    """Say whether a statement's value is a thing of the world, and no class, kind or passage."""
    assert isinstance(one.object, NamedNode)
    iri = one.object.value
    return one.predicate != RDF.type and iri not in PACT and "#char=" not in iri
