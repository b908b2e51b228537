"""The answer to a question: rows of plain values, the terms behind them, and their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from pyoxigraph import Literal, Triple

from pactgraph.engine.result_formats import RESULT_FORMATS, write_results
from pactgraph.engine.results import Answer as EngineAnswer
from pactgraph.engine.results import Rows, Term, Triples, Truth
from pactgraph.errors import BadInput, PactgraphError
from pactgraph.evidence import PassageNote
from pactgraph.namespaces import XSD
from pactgraph.query.stored_query import StoredQuery
from pactgraph.receipts import SHOWN, Asked, Receipts
from pactgraph.values import Value, python_value

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]
    import rdflib

    from pactgraph.telling.readable import ReadableReceipt

Row = dict[str, Value]
"""A row: each column's value by name, None where nothing is bound."""

_TRUE = Literal("true", datatype=XSD.boolean)
_OF_TRIPLES = ("subject", "predicate", "object")


class PandasMissing(PactgraphError):
    """A pandas frame was asked for, and pandas is not installed."""

    exit_code = 7


@dataclass(frozen=True)
class Answer(Sequence[Row]):
    """Rows as plain Python values; ``terms`` holds them as RDF terms, with nothing lost.

    A CONSTRUCT or DESCRIBE gives its triples, in the columns subject, predicate and object
    (``graph()`` has them as an rdflib graph); an ASK gives one row with the column answer.
    ``evidence`` holds the passages of each row where they were asked for, else None.
    ``sparql`` is what was asked, with the parameters bound; ``query`` the stored query.
    ``notes`` say what a reader must know: from which view it is, and what that left out.
    ``receipts`` is what explains its rows.
    """

    form: str
    terms: Rows
    sparql: str = field(repr=False)
    query: StoredQuery | None = field(default=None, repr=False)
    values: Mapping[str, object] = field(default_factory=dict)
    evidence: tuple[tuple[PassageNote, ...], ...] | None = field(default=None, repr=False)
    notes: tuple[str, ...] = ()
    receipts: Receipts | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        found: EngineAnswer,
        sparql: str,
        query: StoredQuery | None = None,
        values: Mapping[str, object] | None = None,
    ) -> Answer:
        """Return what an engine answered to ``sparql``."""
        if isinstance(found, Truth):
            word = "true" if found.value else "false"
            rows = Rows(("answer",), [(Literal(word, datatype=XSD.boolean),)])
            return cls("ASK", rows, sparql, query, values or {})
        if isinstance(found, Triples):
            rows = Rows(_OF_TRIPLES, [(t.subject, t.predicate, t.object) for t in found])
            return cls("CONSTRUCT", rows, sparql, query, values or {})
        return cls("SELECT", found, sparql, query, values or {})

    def __bool__(self) -> bool:
        """Tell whether there are rows; of an ASK, what it answers."""
        if self.form == "ASK":
            return self.terms.rows[0][0] == _TRUE
        return len(self) > 0

    @property
    def variables(self) -> tuple[str, ...]:
        """The columns, in the order in which the query writes them."""
        return self.terms.variables

    @cached_property
    def rows(self) -> list[Row]:
        """The rows as plain values; see ``pactgraph.values`` for which."""
        return [
            dict(zip(self.variables, map(python_value, row), strict=True)) for row in self.terms
        ]

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        return self.rows[index]

    def column(self, name: str) -> list[Value]:
        """Return one column; raises BadInput if there is none of that name."""
        if name not in self.variables:
            raise BadInput(
                f"the answer has no column {name!r}",
                hint=f"its columns: {', '.join(self.variables)}",
            )
        return [row[name] for row in self.rows]

    def explain(self, row: int = 0, *, members: int | None = SHOWN) -> ReadableReceipt:
        """Return the receipt of one row, counted as in a list: from 0, or from the end.

        It prints as text, and has ``as_json()`` and ``triples()`` (PROV-O). ``members`` is
        how many members of a group it shows, None all.

        Raises BadInput for a row that is not there, BadQuery for what cannot be explained.

        >>> import pactgraph

        >>> with pactgraph.open() as kg:
        ...     receipt = kg.run("summits").explain(0)
        >>> receipt.computed, len(receipt.wordings) > 0
        (False, True)
        """
        (receipt,) = self.explain_all([self._index(row)], members=members)
        return receipt

    def explain_all(
        self,
        which: Iterable[int] | None = None,
        *,
        members: int | None = SHOWN,
        another: bool = False,
        timeout: float | None = None,
    ) -> Iterator[ReadableReceipt]:
        """Yield the receipts of rows, of all if none are given; see ``explain``.

        With ``another`` a derived statement comes with another proof, if there is one.
        """
        if self.receipts is None:
            raise BadInput("this answer cannot be explained: it does not know its graph")
        name = None if self.query is None else self.query.name
        asked = Asked(self.sparql, self.terms, name, self.notes)
        return self.receipts.of(asked, which, members=members, another=another, timeout=timeout)

    def _index(self, row: int) -> int:
        if not isinstance(row, int) or isinstance(row, bool):
            raise BadInput(f"a row is a whole number, counted from 0, not {row!r}")
        if not self:
            raise BadInput(
                "the answer is empty, so that no row of it can be explained",
                hint="KnowledgeGraph.explain_nothing(answer) says why",
            )
        if not -len(self) <= row < len(self):
            raise BadInput(
                f"the answer has no row {row}", hint=f"it has {len(self):,} rows, from 0"
            )
        return row % len(self)

    def triples(self) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE; raises BadInput for another form."""
        if self.form != "CONSTRUCT":
            raise BadInput(f"the answer to {self._named('this')} is no graph but rows")
        return [Triple(*row) for row in self.terms]  # type: ignore[arg-type]

    def graph(self) -> rdflib.Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE as an rdflib graph; raises BadInput."""
        from pactgraph.model.rdflib_terms import to_rdflib_graph
        from pactgraph.namespaces import PREFIXES

        graph = to_rdflib_graph(self.triples())
        for prefix, base in PREFIXES.items():
            graph.bind(prefix, base)
        return graph

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas frame, evidence in a column of lists of IRIs.

        Raises PandasMissing if pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise PandasMissing(
                "pandas is not installed", hint="pip install 'pactgraph[pandas]'"
            ) from error
        columns: dict[str, Any] = {
            name: pandas.Series([row[name] for row in self.rows], dtype=object)
            for name in self.variables
        }
        if self.evidence is not None:
            columns["passages"] = [[note.iri for note in notes] for notes in self.evidence]
        return pandas.DataFrame(columns).infer_objects()

    def serialise(self, format_name: str) -> bytes:
        """Return the answer in one of the W3C's result formats: json, xml, csv or tsv.

        A graph has the formats of ``pactgraph.graph_formats`` instead. Raises BadInput.
        """
        if format_name not in RESULT_FORMATS:
            raise BadInput(
                f"no result format is called {format_name!r}",
                hint=f"one of {', '.join(RESULT_FORMATS)}",
            )
        if self.form == "ASK":
            return write_results(Truth(bool(self.rows[0]["answer"])), format_name)
        return write_results(self.terms, format_name)

    def first(self, count: int) -> Answer:
        """Return the answer with its first rows alone."""
        return replace(
            self,
            terms=Rows(self.variables, self.terms.rows[:count]),
            evidence=None if self.evidence is None else self.evidence[:count],
        )

    def with_evidence_columns(self) -> Answer:
        """Return the answer with its evidence as columns: passages, anchors and words.

        Several passages of one row are joined: their IRIs by spaces, their anchors and words
        by `` | ``. The column ``words`` is there only if some words are at hand.
        """
        evidence = self.evidence or tuple(() for _ in self.terms)
        has_words = any(note.words is not None for row in evidence for note in row)
        columns = ("passages", "anchors", *(("words",) if has_words else ()))

        def cells(notes: tuple[PassageNote, ...]) -> tuple[Term | None, ...]:
            texts = (
                " ".join(note.iri for note in notes),
                " | ".join(note.anchor for note in notes if note.anchor is not None),
                " | ".join(note.words for note in notes if note.words is not None),
            )
            return tuple(Literal(text) if text else None for text in texts[: len(columns)])

        rows = [row + cells(notes) for row, notes in zip(self.terms, evidence, strict=True)]
        return replace(self, terms=Rows(self.variables + columns, rows), evidence=None)

    def _named(self, otherwise: str) -> str:
        return otherwise if self.query is None else repr(self.query.name)
