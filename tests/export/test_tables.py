"""Query answers as SPARQL CSV files in a folder."""

from __future__ import annotations

import csv
import errno
import io
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, Triple

from pactgraph.errors import BadInput
from pactgraph.export import WriteFailed, export_tables, table_csv
from pactgraph.export.tables import Value
from pactgraph.namespaces import ID, PACT, XSD


@dataclass(frozen=True)
class Answer:
    variables: tuple[str, ...]
    rows: list[tuple[Value | None, ...]]


def test_cells_hold_lexical_forms_and_lines_end_as_the_specification_says() -> None:
    answer = Answer(
        ("thing", "depth", "note"),
        [
            (ID.mole, Literal("094", datatype=XSD.integer), None),
            (BlankNode("z"), BlankNode("a"), Literal('=1, "two"\nthree', language="en")),
            (BlankNode("a"), Triple(ID.a, PACT.about, ID.b), None),
        ],
    )
    assert table_csv(answer).decode() == (
        "thing,depth,note\r\n"
        f"{ID.mole.value},094,\r\n"
        '_:b0,_:b1,"=1, ""two""\nthree"\r\n'
        f"_:b1,<{ID.a.value}> <{PACT.about.value}> <{ID.b.value}>,\r\n"
    )


@given(st.lists(st.tuples(st.text(), st.text()), max_size=4))
def test_any_text_comes_back(cells: list[tuple[str, str]]) -> None:
    data = table_csv(Answer(("x", "y"), [(Literal(x), Literal(y)) for x, y in cells]))
    rows = csv.reader(io.StringIO(data.decode(), newline=""))
    assert [tuple(row) for row in rows] == [("x", "y"), *cells]


def test_each_query_gets_a_file_and_other_files_stay(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "tables"
    answer = Answer(("x",), [(Literal("1"),)])
    assert export_tables({"visits": answer}, folder) == [folder / "visits.csv"]
    (folder / "notes.txt").write_text("mine")
    changed = Answer(("x",), [])
    written = export_tables({"visits": changed, "people": answer}, folder)
    assert written == [folder / "people.csv", folder / "visits.csv"]
    assert sorted(path.name for path in folder.iterdir()) == [
        "notes.txt",
        "people.csv",
        "visits.csv",
    ]
    assert (folder / "visits.csv").read_bytes() == b"x\r\n"


@pytest.mark.parametrize("name", ["../visits", "a/b", "", ".hidden", "a b", "-o"])
def test_a_name_that_is_no_file_name_is_refused_before_anything_is_written(
    tmp_path: Path, name: str
) -> None:
    answer = Answer(("x",), [])
    with pytest.raises(BadInput, match="cannot be the name"):
        export_tables({"a": answer, name: answer}, tmp_path / "tables")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_each_file_old_or_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = Answer(("x",), []), Answer(("y",), [])
    export_tables({"a": old, "b": old}, tmp_path)
    real, calls = os.replace, iter([True, False])

    def fills_up(*args: str) -> None:
        if not next(calls):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(*args)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", fills_up)
        with pytest.raises(WriteFailed, match="No space left"):
            export_tables({"a": new, "b": new}, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a.csv": b"y\r\n",
        "b.csv": b"x\r\n",
    }
