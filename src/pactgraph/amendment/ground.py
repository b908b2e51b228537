"""The ground of a project: what stands in no single article's file, as far as it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.amendment.text_book import TextBook
from pactgraph.disagreement.hierarchy import Hierarchy
from pactgraph.engine.statement_lines import AsStored
from pactgraph.errors import Location
from pactgraph.model.graphs import LINEAGE, ONTOLOGY
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.reasoning.merging import LABELS, ontology_facts
from pactgraph.reasoning.rule_places import ContradictionPlaces, RulePlaces
from pactgraph.reasoning.rules import RuleSet
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources, ground_digest
from pactgraph.words.shared_ranges import SharedRanges
from pactgraph.words.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pactgraph.amendment.shape_change import GroundShapes


@dataclass(frozen=True)
class Ground:
    """The ontology, the lineage and the links, with the rules.

    The records of entities and the judgements are not read: a store that stands on the same
    ground holds them. ``digest`` is of their files too. ``sources`` holds neither those nor any
    article. ``facts`` is what the ontology asserts of its own individuals, ``texts`` which
    articles share which texts, ``beside`` the properties of what merged holds of links and
    labels. Literals are as a store has them. It can be used for one amendment after the other.
    """

    digest: str
    sources: Sources = field(repr=False)
    ruleset: RuleSet = field(repr=False)
    rules: RulePlaces = field(repr=False)
    contradictions: ContradictionPlaces = field(repr=False)
    facts: frozenset[Triple] = field(repr=False)
    texts: TextBook = field(repr=False)
    beside: frozenset[NamedNode] = field(repr=False)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The ontology's terms as the check of the words needs them."""
        return Vocabulary(self.sources.ontology)

    @cached_property
    def ranges(self) -> SharedRanges:
        """What is kept of shared texts; raises BadInput where it is not whole."""
        return SharedRanges(self.sources)

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
        sources = Sources.load(project.holding(()), records=False)
        ruleset = compile_rules(sources.ontology, locate=_locate(sources))
        as_stored = AsStored()
        facts = ontology_facts(sources.ontology, ruleset.assertions)
        return cls(
            ground_digest(project),
            sources,
            ruleset,
            RulePlaces(ruleset.rules),
            ContradictionPlaces(ruleset.contradictions),
            frozenset(_stored(facts, as_stored)),
            TextBook(_stored(sources.graphs.get(LINEAGE.value, ()), as_stored)),
            LABELS | {quad.predicate for links in sources.links for quad in links.quads},
        )


def _stored(triples: Iterable[Triple], as_stored: AsStored) -> list[Triple]:
    return [as_stored.triple(triple) for triple in triples]


def _locate(sources: Sources) -> Callable[[Triple], Location | None]:
    return lambda t: sources.line_of(Quad(t.subject, t.predicate, t.object, ONTOLOGY))
