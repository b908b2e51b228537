"""Every term is used, by the graph, a shape, a query or the code; or it is here with its reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rdflib
from rdflib import RDFS

from pactgraph.graph import build_graph
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.namespaces import PACT
from pactgraph.source.sources import Sources

ROOT = Path(__file__).parents[2]
ARTICLES = 5

JUSTIFIED = {
    "change": "It completes the kinds of count, so that a change is never taken for a level.",
    "founds": "It keeps a document and the programme that it founds apart; no article says it yet.",
    "programmeOf": "It says whose a programme is, where its own words do; no article says it yet.",
}
# What other articles of the field tell of, and these do not yet.
for _why, _terms in {
    "Parliaments and councils decide, and the votes are counted.": (
        "decider outcome approved rejected vetoed postponed"
        " votesFor votesAgainst abstentions votesUnit"
    ),
    "Forces train together, and weapons are handed over.": "Exercise Equipment piecesUnit",
    "Money and shares are counted too.": "percentUnit eurosUnit dollarsUnit",
    "Who is counted is not always called a soldier.": "servingPeople",
    "Speakers also do this, and no other act may stand for it.": "accusing condemning warning",
}.items():
    JUSTIFIED |= dict.fromkeys(_terms.split(), _why)


@pytest.fixture(scope="module")
def used(repository) -> set[str]:
    """The local names of the terms that stand in merged with all claims, or in another file."""
    if len(repository.article_files) < ARTICLES:
        pytest.skip(f"data/articles has not all its {ARTICLES} files yet")
    sources = Sources.load(repository)
    claims = [name for name in sources.graphs if kind_of(name) is GraphKind.CLAIM]
    merged = build_graph(sources, with_claims=claims).merged
    # What merged says about a term (its label, its kind) is no use of it.
    found = {
        node.value.removeprefix(PACT.base)
        for t in merged
        if not str(t.subject).startswith(f"<{PACT.base}")
        for node in (t.predicate, t.object)
        if str(node).startswith(f"<{PACT.base}")
    }
    patterns = ("queries/*.rq", "src/pactgraph/**/*.py", "ontology/shapes/*.ttl")
    for path in (path for pattern in patterns for path in ROOT.glob(pattern)):
        text = path.read_text(encoding="utf-8")
        names = re.findall(r'\bpact:([A-Za-z]+)|\bPACT\.([A-Za-z]+)|\bPACT\["([A-Za-z]+)"\]', text)
        found |= {name for group in names for name in group if name}
    return found


def terms(graph: rdflib.Graph) -> set[str]:
    return {str(s).removeprefix(PACT.base) for s in graph.subjects(RDFS.isDefinedBy, None)}


def kinds_of_individuals(graph: rdflib.Graph) -> set[str]:
    """Classes whose members the ontology itself brings: they are used by those."""
    return {
        str(o).removeprefix(PACT.base)
        for s, o in graph.subject_objects(rdflib.RDF.type)
        if str(s).startswith(PACT.base) and str(o).startswith(PACT.base)
    }


def test_every_term_is_used_or_justified(ontology_graph, used):
    idle = terms(ontology_graph) - used - kinds_of_individuals(ontology_graph)
    assert idle <= set(JUSTIFIED), idle - set(JUSTIFIED)


def test_what_is_justified_is_a_term_that_is_not_used(ontology_graph, used):
    assert set(JUSTIFIED) <= terms(ontology_graph)
    assert set(JUSTIFIED) & used == set()


def test_every_axiom_that_derives_a_property_derives_something(ontology_graph, used):
    """A chain that never fires is a rule nobody needs, or data that was forgotten."""
    derived = {
        str(s).removeprefix(PACT.base)
        for s in ontology_graph.subjects(rdflib.OWL.propertyChainAxiom, None)
        if str(s).startswith(PACT.base)
    }
    assert len(derived) > 5
    assert derived <= used
