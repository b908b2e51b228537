"""Stored queries: what a head says, and what it may not say."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode
from query_worlds import GOOD, good

from pactgraph.errors import BadInput, NotFound
from pactgraph.query.stored_query import (
    Parameter,
    load_queries,
    parse_query,
    read_query,
    split_variable,
)

AGENT = NamedNode("https://w3id.org/pactgraph/ontology#Agent")


def test_the_head_is_read_whole() -> None:
    query = good()
    assert query.summary == "Who holds an office"
    assert query.question == "Who holds which office, according to whom?"
    assert query.tags == ("people",)
    assert query.key == ("person", "office")
    assert query.columns == ("person", "office", "begin")
    assert query.form == "SELECT"
    assert query.text == GOOD
    assert query.parameters == (
        Parameter(
            "__organisation_iri",
            "organisation",
            "iri",
            True,
            of_class=AGENT,
            description="the body that the office belongs to",
        ),
        Parameter(
            "_asOf_date",
            "asOf",
            "date",
            False,
            default="2020-01-31",
            description="a day on which the office is held",
        ),
    )
    assert query.runs_without_values


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("_x", ("x", "string", False)),
        ("__x", ("x", "string", True)),
        ("_person_iri", ("person", "iri", False)),
        ("__as_of_date", ("as_of", "date", True)),
        ("_name_en", ("name", "en", False)),
        ("person", None),
        ("person_iri", None),
    ],
)
def test_variables_are_split_as_grlc_does(
    variable: str, expected: tuple[str, str, bool] | None
) -> None:
    assert split_variable(variable) == expected


def test_a_variable_in_a_string_or_a_comment_is_no_parameter() -> None:
    query = parse_query("# ?_a\nASK { ?x ?y '?_b' }", name="q", file="q.rq")
    assert query.parameters == ()


def test_values_stay_words() -> None:
    text = "#+ summary: no\n#+ enumerate:\n#+   - x: [no, 2020-01-01]\nASK { ?a ?b ?_x }"
    query = parse_query(text, name="q", file="q.rq")
    assert query.summary == "no"
    assert query.parameters[0].choices == ("no", "2020-01-01")
    assert not query.runs_without_values


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("#+ summary: [\nASK { }", 1, "not YAML"),
        ("# x\n\n#+ a: b\n#+  c: d\nASK { }", 4, "not YAML"),
        ("#+ just words\nASK { }", 1, "no mapping"),
        ("#+ tags: a\nASK { }", 1, "tags must be a list"),
        ("#+ summary: x\n#+ defaults: [a]\nASK { }", 2, "defaults must be a list"),
        ("#+ defaults:\n#+   - y: 1\nASK { ?a ?b ?_x }", 1, "names 'y'"),
        ("#+ exempt: [x]\nASK { }", 1, "exempt must be a list"),
        ("#+ exempt:\n#+   - passage:\nASK { }", 1, "needs its reason"),
        ("#+ enumerate:\n#+   - x: 1\nASK { ?a ?b ?_x }", 1, "no list for 'x'"),
        ("#+ s: t\nASK {\n ?a ?b ?_first_name }", 3, "type 'name'"),
        ("ASK { ?a ?__x_iri ?_x_iri }", 1, "two variables"),
        ("#+ parameters:\n#+   - x: {class: 'pact: y'}\nASK { ?a ?b ?_x }", 1, "no IRI"),
        ("SELECT", None, None),
        ("hello", None, "not a SPARQL query"),
        ("ASK { {", None, "does not end"),
    ],
)
def test_a_bad_head_is_refused_with_its_line(
    text: str, line: int | None, message: str | None
) -> None:
    if message is None:
        assert parse_query(text, name="q", file="q.rq").columns == ()
        return
    with pytest.raises(BadInput, match=message) as caught:
        parse_query(text, name="q", file="q.rq")
    assert caught.value.location is not None
    assert caught.value.location.file == "q.rq"
    if line is not None:
        assert caught.value.location.line == line


def test_queries_are_loaded_by_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.rq").write_text("ASK { }")
    queries = load_queries(tmp_path.glob("*.rq"), root=tmp_path)
    assert list(queries) == ["a", "b"]
    assert queries["a"].file == "a.rq"


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_query(tmp_path / "x.rq")
    (tmp_path / "x.rq").write_bytes(b"ASK { } # \xff")
    with pytest.raises(BadInput, match="not UTF-8 at byte 10"):
        read_query(tmp_path / "x.rq")
    (tmp_path / "d.rq").mkdir()
    with pytest.raises(BadInput, match="cannot be read"):
        read_query(tmp_path / "d.rq")
