"""Every stored query answers what its golden file holds, which a person has read.

A golden file is a query's answer as SPARQL 1.1 CSV (for a CONSTRUCT, sorted N-Triples).
After a change that is meant, ``PACTGRAPH_GOLDEN=write pytest tests/golden`` writes them anew:
read the difference before it is committed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.result_formats import write_results
from pactgraph.engine.results import Rows, Triples
from pactgraph.query.evidence import gather, passages_of, with_passages
from pactgraph.query.lint import lint_queries
from pactgraph.query.names import Names
from pactgraph.query.parameters import bind
from pactgraph.query.stored_query import StoredQuery, load_queries
from pactgraph.source.project import Project

ANSWERS = Path(__file__).parent / "answers"
QUERIES = Path(__file__).parents[2] / "queries"

CASES: dict[str, list[dict[str, str]]] = {
    "agreements": [{}, {"party": "Azerbaijan"}, {"party": "Armenia"}],
    "articles": [{}],
    "claims": [{}, {"speaker": "Russia"}],
    "contributions": [
        {},
        {"contributor": "Azerbaijan", "operation": "KFOR"},
        {"asOf": "2016-06-01"},
        {"operation": "Resolute Support Mission", "asOf": "2021-12-01"},
    ],
    "cooperation-areas": [{}, {"partner": "NATO"}],
    "counts": [{}, {"of": "Azerbaijan"}],
    "cycles": [{}, {"asOf": "2011-06-01"}, {"programme": "IPAP", "asOf": "2015-01-01"}],
    "denials": [{}],
    "describe": [{"entity": "KFOR"}],
    "disagreements": [
        {},
        {"kind": "time", "severity": "to-check"},
        {"about": "James Appathurai"},
        {"article": "article:azernews-2021-10-19"},
    ],
    "disagreements-between": [{}],
    "evidence-for": [{"entity": "KFOR"}],
    # Nothing is fetched in the repository: with what is, see the tests of enrichment.
    "external-facts": [{"entity": "NATO"}],
    "external-links": [{}, {"entity": "NATO"}],
    "meetings": [{}, {"person": "Zakir Hasanov"}],
    "memberships": [{}, {"member": "Azerbaijan", "asOf": "1995-01-01"}],
    "network": [{}],
    "office-holders": [{}, {"organisation": "NATO"}, {"asOf": "2020-01-20"}],
    "operations": [{}],
    "organisations": [{}],
    "people": [{}],
    "personnel": [{}, {"contributor": "Azerbaijan", "asOf": "2019-01-01"}],
    "programmes": [{}, {"partner": "Azerbaijan"}],
    "relationships": [{}, {"party": "Georgia"}],
    "shared-text": [{}, {"article": "article:azernews-2020-01-21"}],
    "state-on-date": [{"asOf": "2018-06-01"}, {"asOf": "2000-01-01"}],
    "succession": [{}],
    "summits": [{}, {"person": "Ilham Aliyev"}],
    "support": [{}, {"entity": "KFOR"}],
    "timeline": [
        {},
        {"entity": "Resolute Support Mission"},
        {"from": "1992-01-01", "to": "1994-12-31"},
    ],
    "topics": [{}, {"of": "id:azerbaijan-nato-political-dialogue"}],
    "totals": [{}],
    "unresolved": [{}],
    "utterances": [
        {},
        {"speaker": "James Appathurai"},
        {"speaker": "Colomina Piriz", "about": "NATO"},
    ],
    "visits": [{}, {"person": "Hikmat Hajiyev"}],
}


def _name(query: str, values: dict[str, str]) -> str:
    parts = [f"{k}={re.sub('[^A-Za-z0-9]+', '-', v)}" for k, v in values.items()]
    return "+".join([query, *parts])


RUNS = [(name, values) for name, sets in CASES.items() for values in sets]
IDS = [_name(*run) for run in RUNS]


@pytest.fixture(scope="module")
def queries() -> dict[str, StoredQuery]:
    loaded = load_queries(sorted(QUERIES.glob("*.rq")))
    # What another endpoint answers is not ours to write down.
    return {name: query for name, query in loaded.items() if "SERVICE" not in query.text}


@pytest.fixture(scope="module")
def names(articles_engine: MemoryEngine) -> Names:
    return Names.of_engine(articles_engine)


def test_every_stored_query_has_a_golden_answer(queries: dict[str, StoredQuery]) -> None:
    assert set(queries) == set(CASES)
    assert {path.stem for path in ANSWERS.iterdir()} == set(IDS)


def test_stored_queries_keep_to_the_rules(repository: Project) -> None:
    assert lint_queries(repository.query_files, root=repository.root) == []


@pytest.mark.parametrize(("name", "values"), RUNS, ids=IDS)
def test_answer_is_the_golden_one(
    name: str,
    values: dict[str, str],
    queries: dict[str, StoredQuery],
    names: Names,
    articles_engine: MemoryEngine,
) -> None:
    answer = articles_engine.query(bind(queries[name], values, resolver=names), trusted=True)
    if isinstance(answer, Triples):
        suffix, found = "nt", "".join(sorted(f"{triple} .\n" for triple in answer)).encode()
    else:
        suffix, found = "csv", write_results(answer, "csv")
    golden = ANSWERS / f"{_name(name, values)}.{suffix}"
    if os.environ.get("PACTGRAPH_GOLDEN") == "write":
        golden.write_bytes(found)
    assert found == golden.read_bytes()


@pytest.mark.parametrize(("name", "values"), RUNS, ids=IDS)
def test_every_row_leads_to_a_passage(
    name: str,
    values: dict[str, str],
    queries: dict[str, StoredQuery],
    names: Names,
    articles_engine: MemoryEngine,
) -> None:
    bound = bind(queries[name], values, resolver=names)
    answer = articles_engine.query(bound, trusted=True)
    if name in ("describe", "external-facts", "external-links"):
        return
    assert isinstance(answer, Rows)
    traced = articles_engine.query(with_passages(bound), trusted=True)
    assert isinstance(traced, Rows)
    passages = passages_of(bound, answer, gather(traced))
    without = [
        row
        for row, found in zip(answer.dicts(), passages, strict=True)
        # A doubt about a thing that only a speaker names rests on a judgement alone.
        if not found and not (name == "unresolved" and "perhaps" in row["why"].value)
    ]
    assert without == []
