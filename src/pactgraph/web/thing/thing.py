"""What the graph holds of one thing, read with a few queries and sorted for its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from pyoxigraph import NamedNode

from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.namespaces import DCTERMS, PACT, RDF, RDFS
from pactgraph.showing import shown
from pactgraph.web.site import Site
from pactgraph.web.thing.bounds import ThingBounds, bounds_of
from pactgraph.web.thing.class_tree import class_tree
from pactgraph.web.thing.graph_content import GraphContent, content_of
from pactgraph.web.thing.statements import (
    GIST,
    Statement,
    given_statements,
    iris_of,
    statements_naming,
    statements_of,
    text_of,
    types_of,
)
from pactgraph.web.thing.touching import (
    Claimed,
    Finding,
    Judged,
    claimed_of,
    findings_of,
    judgements_of,
)
from pactgraph.web.viewed import Viewed

NAMES = (
    (PACT["name"], "name"),
    (PACT.shortName, "short name"),
    (PACT.derivedForm, "derived form"),
)
"""The sorts of a name, the surest first."""

_TOLD = frozenset({GraphKind.CLAIM, GraphKind.RECORD})
_IN_HEAD = frozenset({RDF.type, RDFS.label, DCTERMS.description, *(p for p, _ in NAMES)})
_FIRST = {RDF.type: 0, RDFS.label: 1, GIST: 2}
_DERIVED = frozenset({GraphKind.COMPUTED, GraphKind.INFERRED})


class ThingPage:
    """What the graph holds of one thing; what a page does not show is not read."""

    def __init__(self, site: Site, viewed: Viewed, iri: str, *, page: int = 1) -> None:
        self._site = site
        self._viewed = viewed
        self._page = page
        self.iri = iri
        self.tree = class_tree(site)
        self.own = statements_of(site, viewed, iri)
        self.naming = statements_naming(site, viewed, iri)

    @property
    def is_there(self) -> bool:
        """Whether the graph holds anything of the thing."""
        return bool(self.own or self.naming or self.content.total)

    @property
    def is_told(self) -> bool:
        """Whether an article tells of the thing: in a passage, a claim or its record."""
        return any(one.passages or one.kinds & _TOLD for one in (*self.own, *self.naming))

    @cached_property
    def content(self) -> GraphContent:
        """What the graph of the thing's name holds, if there is one."""
        if (self.own or self.naming) and kind_of(self.iri) is GraphKind.OTHER:
            return GraphContent(self.iri, 0, ())
        return content_of(self._site, self._viewed, self.iri, self._page)

    @cached_property
    def asserted(self) -> list[GraphContent]:
        """What the claims hold that are the content of the thing, if it is an utterance."""
        return [
            content_of(self._site, self._viewed, one.object.value)
            for one in self.own
            if one.predicate == PACT.content and isinstance(one.object, NamedNode)
        ]

    @cached_property
    def involved(self) -> dict[str, list[Statement]]:
        """The given statements of what has a time and names the thing in a passage."""
        naming = {
            one.subject.value
            for one in self.naming
            if one.passages and isinstance(one.subject, NamedNode) and one.subject.value != self.iri
        }
        given = given_statements(self._site, self._viewed, naming)
        return {
            iri: statements
            for iri, statements in given.items()
            if any(map(self.tree.root, types_of(statements)))
        }

    @cached_property
    def bounds(self) -> dict[str, list[ThingBounds]]:
        """The bounds of the thing and of all that it takes part in."""
        bounded = any(one.predicate == PACT.boundsOf for one in self.naming)
        return bounds_of(
            self._site, self._viewed, [*self.involved, *([self.iri] if bounded else [])]
        )

    @cached_property
    def findings(self) -> list[Finding]:
        """The disagreements that touch the thing."""
        if not any(GraphKind.DISAGREEMENTS in one.kinds for one in self.naming):
            return []
        return findings_of(self._site, self._viewed, self.iri)

    @cached_property
    def judgements(self) -> list[Judged]:
        """What a curator has judged of the thing."""
        if not any(one.predicate == PACT.judgedThing for one in self.naming):
            return []
        return judgements_of(self._site, self._viewed, self.iri)

    @cached_property
    def claimed(self) -> list[Claimed]:
        """What claims hold of the thing."""
        return claimed_of(self._site, self._viewed, [*self.own, *self.naming])

    @property
    def types(self) -> list[str]:
        """The classes that files give the thing, else those that rules do; none is wider."""
        given = types_of(one for one in self.own if one.is_given)
        return self.tree.narrowest(given or types_of(self.own))

    @property
    def description(self) -> str | None:
        """Our description of it."""
        found = text_of(self.own, DCTERMS.description)
        return None if found is None else shown(found)

    @property
    def names(self) -> list[tuple[str, list[Statement]]]:
        """Its recorded names by their sort."""
        sorts = ((word, [o for o in self.own if o.predicate == name]) for name, word in NAMES)
        return [(word, found) for word, found in sorts if found]

    @property
    def facts(self) -> list[tuple[NamedNode, list[Statement]]]:
        """The given statements with it as subject, by property; names stand in the head.

        What it is told apart by comes before the rest.
        """
        parties = {party for one in self.types for party in self.tree.parties_of(one)}
        found = by_property(
            one
            for one in self.own
            if one.is_given
            and GraphKind.LINKS not in one.kinds
            and (one.passages or one.predicate not in _IN_HEAD)
        )
        return sorted(
            found, key=lambda item: item[0] not in _FIRST and item[0].value not in parties
        )

    @property
    def links_out(self) -> list[Statement]:
        """The statements of link sets that lead from it to other data sets."""
        return [one for one in self.own if GraphKind.LINKS in one.kinds]

    @cached_property
    def links_here(self) -> list[tuple[NamedNode, list[Statement]]]:
        """The given statements of other things that name it, and that no row tells."""
        # What is shown as a disagreement or a judgement need not be shown again.
        apart = (*(f.iri for f in self.findings), *(j.iri for j in self.judgements))
        return by_property(
            one
            for one in self.naming
            if one.is_given
            and _iri(one) not in self.involved
            and not any(_iri(one) == iri or _iri(one).startswith(f"{iri}/") for iri in apart)
        )

    @property
    def derived(self) -> list[Statement]:
        """What rules add of it, in our own words."""
        return [one for one in self._of_rules if not _is_foreign(one)]

    @property
    def foreign(self) -> list[Statement]:
        """What rules add of it in the words of common vocabularies."""
        return [one for one in self._of_rules if _is_foreign(one)]

    @property
    def _of_rules(self) -> list[Statement]:
        every = [*self.own, *self.naming]
        return [one for one in every if not one.is_given and one.kinds & _DERIVED]

    def everything(self, content: Iterable[GraphContent] = ()) -> list[Statement]:
        """Return all statements that the page may show."""
        return [
            *self.own,
            *self.naming,
            *(one for statements in self.involved.values() for one in statements),
            *(one for graph in content for one in graph.statements),
        ]

    def iris(self, content: Iterable[GraphContent] = ()) -> set[str]:
        """Return every IRI that needs a name on the page."""
        found = iris_of(self.everything(content)) | {self.iri}
        for one in self.claimed:
            found.update((one.claim, *one.utterances, *one.speakers))
        return found

    def passages(self, content: Iterable[GraphContent] = ()) -> set[str]:
        """Return every passage that is cited on the page."""
        found = {name for one in self.everything(content) for name in one.passages}
        return found | {name for one in self.claimed for name in one.passages}


def by_property(statements: Iterable[Statement]) -> list[tuple[NamedNode, list[Statement]]]:
    """Return statements by their property: what it is, what it is called, and then the rest."""
    found: dict[NamedNode, list[Statement]] = defaultdict(list)
    for one in statements:
        found[one.predicate].append(one)
    return sorted(found.items(), key=lambda item: (_FIRST.get(item[0], 9), item[0].value))


def _iri(one: Statement) -> str:
    return one.subject.value if isinstance(one.subject, NamedNode) else ""


def _is_foreign(one: Statement) -> bool:
    if one.predicate == RDF.type:
        return not (isinstance(one.object, NamedNode) and one.object.value in PACT)
    return one.predicate.value not in PACT and one.predicate != RDFS.label
