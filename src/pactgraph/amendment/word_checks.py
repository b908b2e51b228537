"""The check of the words of articles, beside what a store records of the things they can name."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pyoxigraph import Literal, NamedNode

from pactgraph.amendment.article_change import NewFile
from pactgraph.amendment.ground import Ground
from pactgraph.amendment.stored_graph import StoredGraph
from pactgraph.model.graphs import JUDGEMENTS
from pactgraph.namespaces import RDF
from pactgraph.store import Store
from pactgraph.words.beginnings import in_text
from pactgraph.words.standing import DefiningParties
from pactgraph.words.things import KnownThings
from pactgraph.words.verification import ArticleChecks


def checks_beside(
    ground: Ground,
    store: Store,
    stored: StoredGraph,
    files: Collection[NewFile],
    texts: Iterable[str],
) -> ArticleChecks:
    """Return the checks of some articles, by their files and by those texts that are at hand.

    Known are the things that a file speaks of, and those that a text, or a string of a file, can
    name: of all others nothing is found. Raises BadInput for a lineage that is not whole,
    EngineFailure if the store is damaged.
    """
    quads = [quad for file in files for quad in file.parsed.quads]
    strings = (quad.object.value for quad in quads if isinstance(quad.object, Literal))
    begins = {begin for text in (*texts, *strings) for begin in in_text(text)}
    spoken_of = (term for quad in quads for term in quad.triple if isinstance(term, NamedNode))
    things = dict.fromkeys((*spoken_of, *store.forms().things(begins)))
    known = [triple for thing in things for triple in stored.records.of(thing)]
    judged = [triple for thing in things for triple in stored.find_in(JUDGEMENTS, thing, RDF.type)]
    vocabulary, ontology = ground.vocabulary, ground.sources.ontology
    return ArticleChecks(
        KnownThings.read(known, vocabulary),
        DefiningParties(ontology, vocabulary, (known, judged)),
        ground.ranges,
    )
