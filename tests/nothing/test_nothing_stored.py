"""Empty answers of the stored queries over the repository's own articles."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.results import Answer
from pactgraph.graph import build_graph
from pactgraph.namespaces import ID, PACT
from pactgraph.nothing.nothing import Nothing, explain_nothing
from pactgraph.nothing.report import Kind
from pactgraph.query.names import Names
from pactgraph.query.parameters import bind
from pactgraph.query.stored_query import StoredQuery, load_queries
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.telling.labels import Labels

EMPTY = [
    ("contributions", {"contributor": "Georgia"}),
    ("contributions", {"contributor": "Azerbaijan", "operation": "KFOR", "asOf": "1980-01-01"}),
    ("agreements", {"party": "Georgia"}),
    ("visits", {"person": "Jens Stoltenberg"}),
    ("utterances", {"speaker": "Georgia"}),
    ("personnel", {"contributor": "Turkey"}),
    ("office-holders", {"organisation": "Georgia"}),
    ("counts", {"of": "Georgia"}),
    ("cycles", {"programme": "IPAP", "asOf": "1990-01-01"}),
    ("timeline", {"entity": "KFOR", "from": "2030-01-01"}),
    ("topics", {"of": "KFOR"}),
]


@pytest.fixture(scope="module")
def engine(repository: Project) -> Iterator[MemoryEngine]:
    engine = MemoryEngine(build_graph(Sources.load(repository)).dataset())
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def queries(repository: Project) -> dict[str, StoredQuery]:
    return load_queries(repository.query_files, root=repository.root)


def explained(
    engine: MemoryEngine, query: StoredQuery, values: dict[str, str]
) -> tuple[Nothing, list[str]]:
    def ask(sparql: str, /, *, timeout: float | None = None) -> Answer:
        return engine.query(sparql, trusted=True)

    sparql = bind(query, values, resolver=Names.of_engine(engine))
    nothing = explain_nothing(sparql, ask, stored=query)
    return nothing, nothing.lines(Labels.of_engine(engine, nothing.iris))


@pytest.mark.parametrize(("name", "values"), EMPTY)
def test_every_empty_answer_has_reasons_that_are_proved(
    engine: MemoryEngine, queries: dict[str, StoredQuery], name: str, values: dict[str, str]
) -> None:
    nothing, lines = explained(engine, queries[name], values)
    assert nothing.reasons
    assert all(reason.proved for reason in nothing.reasons)
    assert nothing.complete
    assert nothing.near
    assert not any("?" in line or "__" in line for line in lines)


def test_contributions_of_georgia(engine: MemoryEngine, queries: dict[str, StoredQuery]) -> None:
    nothing, lines = explained(engine, queries["contributions"], {"contributor": "Georgia"})
    assert lines == [
        "Nothing is found.",
        "",
        "Why:",
        "  Nothing matches this:",
        "    • a contribution – contributor: Georgia",
        "",
        "What nearly matches:",
        "  • With another “contributor” than Georgia: Azerbaijan",
    ]
    assert [n.change.kind for n in nothing.near] == [Kind.PARAMETER]
    assert [list(row.values()) for row in nothing.near[0].rows] == [[ID.azerbaijan]]


def test_a_day_before_it_began_leaves_the_contribution_as_nearly_matching(
    engine: MemoryEngine, queries: dict[str, StoredQuery]
) -> None:
    values = {"contributor": "Azerbaijan", "operation": "KFOR", "asOf": "1980-01-01"}
    nothing, _ = explained(engine, queries["contributions"], values)
    (near,) = [n for n in nothing.near if n.change.kind is Kind.FILTER]
    assert [row["operation"] for row in near.rows] == [ID.kfor]


def test_cycles_on_a_day_between_two_of_them(
    engine: MemoryEngine, queries: dict[str, StoredQuery]
) -> None:
    nothing, lines = explained(engine, queries["cycles"], {"asOf": "2011-06-01"})
    assert lines[2:6] == [
        "Why:",
        "  There are 5 cycles (10 matches).",
        "  With 2011-06-01 (the given “as of”): “certain in one article” is true of none of them, "
        "and “ruled out by one article” is true of all of them.",
        "  What is asked for: “certain in one article” is true, or “ruled out by one article” "
        "is false.",
    ]
    assert any("number: 2;" in line and "last year: 2010" in line for line in lines)
    assert not any("bounds of" in line for line in lines)
    told = json.dumps(nothing.as_json())
    assert '"true of": {"certainInOneArticle": 0, "ruledOutByOneArticle": 5}' in told


def test_what_only_a_speaker_asserts(engine: MemoryEngine) -> None:
    nothing = explain_nothing(
        "ASK { ?signing pact:signatory id:azerbaijan ; pact:signed ?statements }", engine.query
    )
    assert {told.triple.predicate for told in nothing.told} == {PACT.signatory, PACT.signed}
    assert all(told.speakers and told.passages for told in nothing.told)
