"""What was measured of queries, as CSV, as a table in Markdown, and as a plot."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from statistics import median

from benchmarks.tables import machine, table

OURS = "pactgraph"
_LIMIT = 100.0
_COLOURS = {
    "pactgraph": "#0b5fa5",
    "pyoxigraph": "#b4490f",
    "Virtuoso": "#3d7a3a",
    "maplib": "#6b4c9a",
}


@dataclass(frozen=True)
class Measured:
    """One query of one engine on a graph of a size.

    ``parameter`` is the one that has a value, empty where none has; milliseconds are None where
    the engine did not answer, as ``note`` says. ``rows`` are those of the answer that took ``p95``,
    ``total`` those of all ``asked`` answers together.
    """

    query: str
    parameter: str
    engine: str
    triples: int
    p50: float | None = None
    p95: float | None = None
    rows: int = 0
    total: int = 0
    asked: int = 0
    note: str = ""

    @property
    def case(self) -> tuple[str, str]:
        """What tells it from others of the same engine and size."""
        return self.query, self.parameter


def write_csv(path: Path, measured: Iterable[Measured]) -> None:
    """Write everything."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [field.name for field in fields(Measured)])
        writer.writeheader()
        for one in measured:
            row = asdict(one)
            for name in ("p50", "p95"):
                row[name] = "" if row[name] is None else f"{row[name]:.2f}"
            writer.writerow(row)


def parts(measured: Sequence[Measured]) -> list[str]:
    """Return the parts of a report: the queries with values, and those without."""
    whole = [one for one in measured if not one.parameter]
    return [
        "# Stored queries, by size of the graph",
        machine(),
        "Milliseconds, median and 95th percentile (p50 / p95) over values drawn from the graph,"
        " the fastest of three runs each;"
        " the exponent is the slope of the median over the number of triples, both in logarithms:"
        " 0 does not grow, 1 grows as the graph does. `≠` marks answers with another number of"
        " rows than ours.",
        "## With a value for the parameter",
        *_table([one for one in measured if one.parameter]),
        _summary([one for one in measured if one.parameter]),
        *_above([one for one in measured if one.parameter and one.engine == OURS]),
        *(["## Whole answers", *_table(whole)] if whole else []),
    ]


def exponent(points: Sequence[tuple[int, float]]) -> float | None:
    """Return the slope of the least-squares line through points in logarithms.

    >>> exponent([(10, 5.0), (100, 50.0)]), exponent([(10, 5.0)])
    (1.0, None)
    """
    if len(points) < 2:
        return None
    logs = [(math.log(x), math.log(max(y, 1e-3))) for x, y in points]
    mean_x = sum(x for x, _ in logs) / len(logs)
    mean_y = sum(y for _, y in logs) / len(logs)
    over = sum((x - mean_x) * (y - mean_y) for x, y in logs)
    return round(over / sum((x - mean_x) ** 2 for x, _ in logs), 2)


def _table(measured: Sequence[Measured]) -> list[str]:
    sizes = sorted({one.triples for one in measured})
    engines = list(dict.fromkeys(one.engine for one in measured))
    by_key = {(one.case, one.engine, one.triples): one for one in measured}
    head = ["query", *(f"{OURS}, {size:,}" for size in sizes), "exponent"]
    for engine in engines:
        if engine != OURS:
            head += [f"{engine}, {sizes[-1]:,}", "exponent"]
    rows = []
    for case in dict.fromkeys(one.case for one in measured):
        cells = [f"{case[0]} ({case[1]})" if case[1] else case[0]]
        cells += [_cell(by_key.get((case, OURS, size)), None) for size in sizes]
        cells.append(_slope(by_key, case, OURS, sizes))
        for engine in engines:
            if engine != OURS:
                ours = by_key.get((case, OURS, sizes[-1]))
                cells.append(_cell(by_key.get((case, engine, sizes[-1])), ours))
                cells.append(_slope(by_key, case, engine, sizes))
        rows.append(cells)
    return [table(head, rows)]


def _summary(measured: Sequence[Measured]) -> str:
    sizes = sorted({one.triples for one in measured})
    head = ["all of these, at", *(f"{size:,}" for size in sizes)]
    rows = []
    for engine in dict.fromkeys(one.engine for one in measured):
        own = [one for one in measured if one.engine == engine]
        rows.append(
            [engine, *(_all([one for one in own if one.triples == size]) for size in sizes)]
        )
    return table(head, rows)


def _above(measured: Sequence[Measured]) -> list[str]:
    """Return what of ours is above the limit, by how much of it is for the answer's rows."""
    above = [one for one in measured if one.p95 is not None and one.p95 > _LIMIT]
    if not above:
        return []
    head = [f"{OURS}, p95 above {_LIMIT:.0f} ms", "triples", "p95", "rows", "ms a row"]
    rows = []
    for one in above:
        each = f"{(one.p95 or 0.0) / max(one.rows, 1):.2f}"
        name, size = f"{one.query} ({one.parameter})", f"{one.triples:,}"
        rows.append([name, size, f"{one.p95:.1f}", f"{one.rows:,}", each])
    return [table(head, rows)]


def _all(measured: Sequence[Measured]) -> str:
    answered = [(one.p50, one.p95) for one in measured if one.p50 is not None and one.p95]
    if not answered:
        return "–"
    middle = median(p50 for p50, _ in answered)
    within = sum(p95 <= _LIMIT for _, p95 in answered)
    return (
        f"median {middle:.1f} ms; p95 at most {_LIMIT:.0f} ms: {within} of {len(measured)};"
        f" not answered: {len(measured) - len(answered)}"
    )


def _cell(one: Measured | None, ours: Measured | None) -> str:
    if one is None:
        return "–"
    if one.p50 is None or one.p95 is None:
        return one.note.partition(":")[0] or "–"
    differs = ours is not None and ours.asked == one.asked and ours.total != one.total
    return f"{one.p50:.1f} / {one.p95:.1f}{' ≠' if differs else ''}"


def _slope(
    by_key: dict[tuple[tuple[str, str], str, int], Measured],
    case: tuple[str, str],
    engine: str,
    sizes: Sequence[int],
) -> str:
    found = [by_key.get((case, engine, size)) for size in sizes]
    slope = exponent([(one.triples, one.p50) for one in found if one and one.p50 is not None])
    return "–" if slope is None else f"{slope:.2f}"


def plot(path: Path, measured: Sequence[Measured]) -> None:
    """Draw the medians of the queries with values over the size, a panel an engine."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    bound = [one for one in measured if one.parameter and one.p50 is not None]
    engines = list(dict.fromkeys(one.engine for one in bound))
    # A single panel is as wide as the title above it.
    width = max(4.2 * len(engines), 6.4)
    figure, panels = pyplot.subplots(
        1, len(engines), figsize=(width, 4.6), sharex=True, sharey=True, squeeze=False
    )
    for panel, engine in zip(panels[0], engines, strict=True):
        own = [one for one in bound if one.engine == engine]
        colour = _COLOURS.get(engine, "#555555")
        for case in dict.fromkeys(one.case for one in own):
            points = sorted((o.triples, o.p50 or 0.0) for o in own if o.case == case)
            panel.plot(*zip(*points, strict=True), color=colour, alpha=0.3, linewidth=1)
        sizes = sorted({one.triples for one in own})
        middle = [median(o.p50 or 0.0 for o in own if o.triples == size) for size in sizes]
        panel.plot(sizes, middle, color=colour, linewidth=3, marker="o", label="median of all")
        panel.axhline(_LIMIT, color="#333333", linewidth=0.8, linestyle=":")
        panel.set(xscale="log", yscale="log", title=engine, xlabel="triples in merged")
        panel.grid(True, which="major", color="#dddddd", linewidth=0.6)
        panel.set_axisbelow(True)
        panel.legend(loc="upper left", frameon=False)
    panels[0][0].set_ylabel("milliseconds, median over values")
    figure.suptitle("Stored queries with a value for a parameter: a line each")
    figure.tight_layout()
    figure.savefig(path, dpi=130, metadata={"Software": None})
    pyplot.close(figure)
