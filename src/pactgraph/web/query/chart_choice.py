"""Which chart fits an answer, told by its columns; many have none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from pactgraph.answer import Answer
from pactgraph.engine.results import Row, Term
from pactgraph.errors import BadInput
from pactgraph.model.dates import StatedDate
from pactgraph.namespaces import XSD
from pactgraph.reasoning.bounds import Bounds
from pactgraph.values import Value, python_value
from pactgraph.web.query.chart_marks import Chart, Measure, bar_groups, columns, spans
from pactgraph.web.query.wording import heading, labelled
from pactgraph.web.terms import short

Labels = Mapping[str, str]

_MOST = 40
_SPANS = (("begin", "end"), ("firstYear", "lastYear"))
_DATES = ("date", "published", "year", "since")
_NO_MEASURE = frozenset({"number", "start", "side", "numberInFirst", "numberHere", "year"})
_FEWEST = 2


def chart_of(answer: Answer, labels_of: Callable[[set[str]], Labels]) -> Chart | None:
    """Return the chart of an answer, or None where no kind of chart fits its columns.

    Numbers with a kind are compared within that kind; then come begin and end on a time
    axis, numbers of things, rows a year, and rows a category. ``labels_of`` gives the labels
    of IRIs.
    """
    if answer.form != "SELECT" or len(answer) < _FEWEST:
        return None
    read = _Reading(answer, labels_of)
    kinds = (_measures, _spans, _numbers, _years, _categories)
    chart = next((chart for kind in kinds if (chart := kind(read)) is not None), None)
    return None if chart is None or _is_level(chart) else chart


def _is_level(chart: Chart) -> bool:
    """Tell whether all bars of a chart are as long: it shows nothing that its table does not."""
    values = {mark.value for group in chart.groups for mark in group.marks if mark.value != "0"}
    return bool(chart.groups) and len(values) < _FEWEST


class _Reading:
    """An answer read for a chart: its columns, and its cells as words."""

    def __init__(self, answer: Answer, labels_of: Callable[[set[str]], Labels]) -> None:
        self.names = answer.variables
        self.rows = answer.terms.rows
        self.index = {name: at for at, name in enumerate(self.names)}
        iris = {t.value for row in self.rows for t in row if isinstance(t, NamedNode)}
        self._iris, self._labels_of = iris, labels_of
        self._labels: Labels | None = None

    def has(self, *names: str) -> bool:
        return all(name in self.index for name in names)

    def term(self, row: Row, name: str) -> Term | None:
        return row[self.index[name]] if name in self.index else None

    def value(self, row: Row, name: str) -> Value:
        return python_value(self.term(row, name))

    def words(self, row: Row, name: str) -> str:
        """Return a cell as words: the label beside it, that of its IRI, or its value."""
        term = self.term(row, f"{name}Label") or self.term(row, name)
        if isinstance(term, NamedNode):
            if self._labels is None:
                self._labels = self._labels_of(self._iris)
            return self._labels.get(term.value) or short(term.value)
        return term.value if isinstance(term, Literal) else ""

    def things(self, before: str) -> list[str]:
        """Return the columns left of one that say what a row is of: labels, IRIs, numbers."""
        found = []
        for name in self.names[: self.index[before]]:
            if self.has(f"{name}Label") or name in _DATES:
                continue
            found.append(labelled(name) or name)
        return found

    def label(self, row: Row, names: list[str]) -> str:
        return " · ".join(words for name in names if (words := self.words(row, name)))

    def number(self, row: Row, name: str) -> float | None:
        value = self.value(row, name)
        is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return float(value) if is_number else None  # type: ignore[arg-type]


def _measures(read: _Reading) -> Chart | None:
    if not read.has("value", "kindLabel"):
        return None
    groups: dict[str, list[Measure]] = defaultdict(list)
    for row in read.rows:
        number = read.number(row, "value")
        if number is None:
            continue
        parts = (read.words(row, name) for name in ("unitLabel", "kindLabel", "perLabel"))
        name = ", ".join(part for part in parts if part)
        written = " ".join(filter(None, (read.words(row, "comparator"), f"{number:,.10g}")))
        label = " · ".join(filter(None, (read.words(row, "what"), read.words(row, "date"))))
        groups[name].append(Measure(label or "not said of what", number, written))
    if not groups:
        return None
    caption = "Each number as it is stated. Only numbers of one kind share a scale."
    return Chart("bars", caption, bar_groups(dict(sorted(groups.items()))))


def _spans(read: _Reading) -> Chart | None:
    found = next((pair for pair in _SPANS if read.has(*pair)), None)
    if found is None or not read.things(found[0]):
        return None
    named: dict[tuple[str, str], Bounds] = {}
    names = read.things(found[0])[:2]
    for row in read.rows:
        begin, end = (_stated(read.term(row, name)) for name in found)
        if begin is None and end is None:
            continue
        told = (read.words(row, name) for name in found)
        dates = " to ".join(words or "not said" for words in told)
        named.setdefault(
            (read.label(row, names), dates),
            Bounds(
                begin.first if begin else None,
                begin.last if begin else None,
                end.first if end else None,
                end.last if end else None,
            ),
        )
    if len(named) < _FEWEST:
        return None
    chosen = [(label, dates, bounds) for (label, dates), bounds in named.items()]
    drawn, ticks, height = spans(chosen[:_MOST])
    undated = sum(all(_stated(read.term(row, n)) is None for n in found) for row in read.rows)
    left = [f"{len(chosen) - _MOST} more"] if len(chosen) > _MOST else []
    neither = " nor ".join(map(heading, found))
    left += [f"{_rows(undated)} with neither {neither}"] if undated else []
    return Chart(
        "spans",
        "From when to when, as stated. Dark is certain, light is what the stated dates leave "
        "open; a bar that fades has no stated begin or end on that side.",
        spans=drawn,
        ticks=ticks,
        height=height,
        left_out="; ".join(left),
    )


def _numbers(read: _Reading) -> Chart | None:
    if read.has("start") or read.has("comparatorLabel"):
        return None
    for name in read.names:
        terms = [read.term(row, name) for row in read.rows]
        is_number = all(isinstance(t, Literal) and t.datatype == XSD.integer for t in terms)
        things = read.things(name)
        if is_number and things and name not in _NO_MEASURE:
            break
    else:
        return None
    measures = []
    for row in read.rows:
        number = read.number(row, name)
        if number is not None:
            measures.append(Measure(read.label(row, things[:4]), number, f"{number:,.10g}"))
    measures.sort(key=lambda measure: (-measure.number, measure.label))
    more = len(measures) - _MOST
    caption = f"The column “{heading(name)}”, the greatest first."
    left = f"{more} more in the table" if more > 0 else ""
    return Chart("bars", caption, bar_groups({"": measures[:_MOST]}), left_out=left)


def _years(read: _Reading) -> Chart | None:
    name = next((name for name in _DATES if read.has(name)), None)
    if name is None:
        return None
    years = Counter(_years_of(read, name))
    if len(years) < _FEWEST:
        return None
    undated = len(read.rows) - years.total()
    step = 1 if max(years) - min(years) < 60 else 10
    first = min(years) // step * step
    measures = []
    for start in range(first, max(years) + 1, step):
        number = sum(years[year] for year in range(start, start + step))
        label = str(start) if step == 1 else f"{start}–{start + step - 1}"
        measures.append(Measure(label, number, str(number)))
    group, height = columns(measures)
    return Chart(
        "columns",
        f"Rows of the answer by the year of “{heading(name)}”.",
        (group,),
        height=height,
        left_out=f"{_rows(undated)} without a date" if undated else "",
        headings=("year" if step == 1 else "years", "rows"),
        numbers=tuple((one.label, one.written) for one in measures if one.number),
    )


def _years_of(read: _Reading, name: str) -> Iterator[int]:
    for row in read.rows:
        stated = _stated(read.term(row, name))
        number = read.number(row, name) if stated is None else None
        if stated is not None:
            yield stated.first.year
        elif number is not None and 1 <= number <= 9999:
            yield int(number)


def _categories(read: _Reading) -> Chart | None:
    chosen: tuple[tuple[bool, int], str, Counter[str]] | None = None
    for at, name in enumerate(read.names):
        words = [read.words(row, name) for row in read.rows]
        counted = Counter(word for word in words if word)
        of = labelled(name)
        is_words = of is not None or all(
            isinstance(term := read.term(row, name), Literal) and term.datatype == XSD.string
            for row in read.rows
        )
        if not is_words or len(counted) < _FEWEST or counted.total() * 2 < len(read.rows):
            continue
        if counted.most_common(1)[0][1] < _FEWEST or max(map(len, counted)) > 80:
            continue
        rank = (of is None or not of.endswith("ind"), at)
        if chosen is None or rank > chosen[0]:
            chosen = (rank, name, counted)
    if chosen is None:
        return None
    _, name, counted = chosen
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    measures = [Measure(label, number, str(number)) for label, number in ranked[:_MOST]]
    more = len(ranked) - _MOST
    return Chart(
        "bars",
        f"Rows of the answer by “{heading(name)}”.",
        bar_groups({"": measures}),
        left_out=f"{more} more" if more > 0 else "",
        headings=(heading(name), "rows"),
        numbers=tuple((label, str(number)) for label, number in ranked),
    )


def _rows(number: int) -> str:
    return f"{number} row" if number == 1 else f"{number} rows"


def _stated(term: Term | None) -> StatedDate | None:
    if not isinstance(term, Literal):
        return None
    try:
        return StatedDate.from_literal(term)
    except BadInput:
        return None
