"""What was measured of closures, as CSV, as tables in Markdown, and as a plot."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from benchmarks.measured import exponent
from benchmarks.tables import machine, table

OURS = "pactgraph"
_COLOURS = ("#0b5fa5", "#b4490f", "#3d7a3a", "#6b4c9a", "#a0a000", "#555555")
_FIGURES = ("reading", "reasoning", "handing_out", "clock")


@dataclass(frozen=True)
class Closed:
    """One closure by one engine, of so many ``triples`` of a world.

    Seconds are of CPU, of all threads; ``clock`` is what reasoning and handing out took by the
    clock. ``megabytes`` are the most that were in use until then. ``derived`` are about the
    data; ``missing`` are those of ours that it has not, ``more`` those that ours has not. All
    are None where the engine came to no end, as ``note`` says.
    """

    world: str
    triples: int
    engine: str
    reading: float | None = None
    reasoning: float | None = None
    handing_out: float | None = None
    clock: float | None = None
    megabytes: int | None = None
    derived: int | None = None
    missing: int | None = None
    more: int | None = None
    note: str = ""

    @property
    def seconds(self) -> float | None:
        """What it takes to close what was read, until what was derived can be used."""
        if self.reasoning is None or self.handing_out is None:
            return None
        return self.reasoning + self.handing_out

    @property
    def same(self) -> bool:
        """Whether it derives what ours does."""
        return self.missing == 0 and self.more == 0


def write_csv(path: Path, measured: Iterable[Closed]) -> None:
    """Write everything."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [each.name for each in fields(Closed)], lineterminator="\n")
        writer.writeheader()
        for one in measured:
            row = asdict(one)
            for name in _FIGURES:
                row[name] = "" if row[name] is None else f"{row[name]:.3f}"
            writer.writerow(row)


def parts(measured: Sequence[Closed]) -> list[str]:
    """Return the parts of a report: for each world the seconds by size, and all that was found."""
    found = [
        "# Closures, by engine and size of the graph",
        machine() + " CPU seconds of reasoning, reading apart, until what was derived can be used."
        " `≠` marks an engine that derives others than ours does: how many, the tables say. The"
        " exponent is the slope of the seconds over the triples, both in logarithms: 1 grows as"
        " the graph does. A limit of seconds has reading in it; who came to no end is not asked for"
        " more.",
    ]
    for world in dict.fromkeys(one.world for one in measured):
        own = [one for one in measured if one.world == world]
        found += [f"## {world}", _by_size(own), _details(own)]
    return found


def _by_size(measured: Sequence[Closed]) -> str:
    sizes = sorted({one.triples for one in measured})
    rows = []
    for engine in dict.fromkeys(one.engine for one in measured):
        own = {one.triples: one for one in measured if one.engine == engine}
        timed = [(size, own[size].seconds) for size in sizes if size in own]
        slope = exponent([(size, taken) for size, taken in timed if taken is not None])
        cells = [_seconds(own.get(size)) for size in sizes]
        rows.append([engine, *cells, "–" if slope is None else f"{slope:.2f}"])
    return table(["CPU seconds, by triples given", *_numbers(sizes), "exponent"], rows)


def _seconds(one: Closed | None) -> str:
    if one is None:
        return "–"
    if one.seconds is None:
        return one.note
    mark = "" if one.same else " (not compared)" if one.missing is None else " ≠"
    return f"{_figures(one.seconds)}{mark}"


def _details(measured: Sequence[Closed]) -> str:
    ours = {one.triples: one.seconds for one in measured if one.engine == OURS}
    head = [
        *("triples given", "engine", "reading", "reasoning", "handing out", "MB"),
        *("derived", "missing", "more", "times ours"),
    ]
    rows = []
    for one in measured:
        if one.seconds is None:
            # The table above says why.
            continue
        own = ours.get(one.triples)
        times = f"{one.seconds / own:,.1f}" if own and one.engine != OURS else "–"
        timed = [_figures(x) for x in (one.reading, one.reasoning, one.handing_out)]
        counts = _numbers((one.megabytes, one.derived, one.missing, one.more))
        rows.append([f"{one.triples:,}", one.engine, *timed, *counts, times])
    return table(head, rows)


def _figures(seconds: float | None) -> str:
    """Return seconds with no more digits than tell something."""
    if seconds is None:
        return "–"
    return f"{seconds:.0f}" if seconds >= 100 else f"{seconds:.1f}" if seconds >= 10 else (
        f"{seconds:.2f}"
    )  # fmt: skip


def _numbers(values: Iterable[int | None]) -> list[str]:
    return ["–" if value is None else f"{value:,}" for value in values]


def plot(path: Path, measured: Sequence[Closed]) -> None:
    """Draw the seconds over the size, a panel a world and a line an engine."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    worlds = list(dict.fromkeys(one.world for one in measured))
    engines = list(dict.fromkeys(one.engine for one in measured if one.seconds is not None))
    figure, panels = pyplot.subplots(
        1, len(worlds), figsize=(5.4 * len(worlds), 4.6), sharex=True, sharey=True, squeeze=False
    )
    for panel, world in zip(panels[0], worlds, strict=True):
        for colour, engine in zip(_COLOURS, engines, strict=False):
            own = [one for one in measured if (one.world, one.engine) == (world, engine)]
            points = sorted((one.triples, one.seconds) for one in own if one.seconds is not None)
            if points:
                other = any(not one.same for one in own if one.missing is not None)
                panel.plot(
                    *zip(*points, strict=True),
                    color=colour,
                    linestyle="--" if other else "-",
                    marker="o",
                    label=f"{engine}{' (others)' if other else ''}",
                )
        panel.set(xscale="log", yscale="log", title=world, xlabel="triples given")
        panel.grid(True, which="major", color="#dddddd", linewidth=0.6)
        panel.set_axisbelow(True)
        panel.legend(loc="lower right", frameon=False, fontsize="small")
    panels[0][0].set_ylabel("seconds of CPU, reading apart")
    figure.suptitle("Closure; broken where others are derived than ours")
    figure.tight_layout()
    figure.savefig(path, dpi=130, metadata={"Software": None})
    pyplot.close(figure)
