"""The ground of a project: all that stands in no single article's file, read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.amendment.text_book import TextBook
from pactgraph.disagreement.hierarchy import Hierarchy
from pactgraph.engine.statement_lines import AsStored
from pactgraph.errors import Location
from pactgraph.model.graphs import ENTITIES, LINEAGE, ONTOLOGY
from pactgraph.namespaces import RDF
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.reasoning.merging import LABELS, ontology_facts
from pactgraph.reasoning.rule_places import ContradictionPlaces, RulePlaces
from pactgraph.reasoning.rules import RuleSet
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.words.verification import ArticleChecks

if TYPE_CHECKING:
    from pactgraph.amendment.shape_change import GroundShapes


@dataclass(frozen=True)
class Ground:
    """The ontology, the entities, the judgements, the lineage and the links, with the rules.

    ``sources`` holds no article. ``facts`` is what the ontology asserts of its own individuals,
    ``entities`` what is recorded of each entity, ``texts`` which articles share which texts,
    ``beside`` the properties of what merged holds of links and labels. Literals are as a store
    has them. It can be used for one amendment after the other.
    """

    sources: Sources = field(repr=False)
    ruleset: RuleSet = field(repr=False)
    rules: RulePlaces = field(repr=False)
    contradictions: ContradictionPlaces = field(repr=False)
    facts: frozenset[Triple] = field(repr=False)
    entities: Mapping[object, tuple[Triple, ...]] = field(repr=False)
    texts: TextBook = field(repr=False)
    beside: frozenset[NamedNode] = field(repr=False)

    @cached_property
    def checks(self) -> ArticleChecks:
        """The check of the words of articles, one by one."""
        return ArticleChecks(self.sources)

    @cached_property
    def lines_of_lineage(self) -> dict[Triple, tuple[Quad, str, int]]:
        """Each statement of the lineage as a file writes it, with file and line."""
        as_stored = AsStored()
        found: dict[Triple, tuple[Quad, str, int]] = {}
        for triple in self.sources.graphs.get(LINEAGE.value, ()):
            quad = Quad(triple.subject, triple.predicate, triple.object, LINEAGE)
            place = self.sources.line_of(quad)
            if place is not None and place.line is not None:
                found.setdefault(as_stored.triple(triple), (quad, place.file, place.line))
        return found

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The classes and properties of the ontology, as the rules of disagreement ask for them."""
        return Hierarchy(self.sources.ontology)

    @cached_property
    def shapes(self) -> GroundShapes:
        """The shapes; raises BadInput if they are not well-formed."""
        # Who does not validate waits for none of what that takes.
        from pactgraph.amendment.shape_change import GroundShapes

        return GroundShapes(self.sources)

    @classmethod
    def read(cls, project: Project) -> Ground:
        """Return the ground of a project; raises what ``Sources.load`` and the compiler raise."""
        sources = Sources.load(project.holding(()))
        ruleset = compile_rules(sources.ontology, locate=_locate(sources))
        as_stored = AsStored()
        facts = ontology_facts(sources.ontology, ruleset.assertions)
        entities: dict[object, list[Triple]] = defaultdict(list)
        for triple in _stored(sources.graphs.get(ENTITIES.value, ()), as_stored):
            entities[triple.subject].append(triple)
        return cls(
            sources,
            ruleset,
            RulePlaces(ruleset.rules),
            ContradictionPlaces(ruleset.contradictions),
            frozenset(_stored(facts, as_stored)),
            {thing: tuple(triples) for thing, triples in entities.items()},
            TextBook(_stored(sources.graphs.get(LINEAGE.value, ()), as_stored)),
            LABELS | {quad.predicate for links in sources.links for quad in links.quads},
        )

    def kinds_of(self, things: Iterable[object]) -> list[Triple]:
        """Return what the entities' records say of the classes of some things."""
        return [
            triple
            for thing in dict.fromkeys(things)
            for triple in self.entities.get(thing, ())
            if triple.predicate == RDF.type
        ]

    def records_of(self, triples: Iterable[Triple]) -> list[Triple]:
        """Return what is recorded of the things that triples speak of, and of those in turn."""
        found: dict[Triple, None] = {}
        todo = [term for triple in triples for term in (triple.subject, triple.object)]
        seen: set[object] = set()
        while todo:
            thing = todo.pop()
            if thing not in seen:
                seen.add(thing)
                for triple in self.entities.get(thing, ()):
                    found[triple] = None
                    todo.append(triple.object)
        return sorted(found, key=str)


def _stored(triples: Iterable[Triple], as_stored: AsStored) -> list[Triple]:
    return [as_stored.triple(triple) for triple in triples]


def _locate(sources: Sources) -> Callable[[Triple], Location | None]:
    return lambda t: sources.line_of(Quad(t.subject, t.predicate, t.object, ONTOLOGY))
