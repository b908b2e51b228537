"""What became of one article's file: taken, or refused and why."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from pactgraph.errors import Location, PactgraphError


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason for which an article is not taken."""

    file: str
    line: int | None
    what: str

    def __str__(self) -> str:
        return f"{Location(self.file, self.line)}: {self.what}"

    @classmethod
    def of(cls, error: PactgraphError, file: str) -> Fault:
        """Return an error as a fault of a file."""
        where = error.location or Location(file)
        hint = f" (hint: {error.hint})" if error.hint else ""
        return cls(where.file, where.line, f"{error.message}{hint}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    ``checked`` names the file of what was taken, in the work folder; it is None where the
    article is refused, for its ``faults``. ``has_words`` tells that its text was at hand;
    ``kept`` that an earlier run had checked it.
    """

    article: str
    file: str
    checked: str | None = None
    faults: tuple[Fault, ...] = ()
    warnings: int = 0
    has_words: bool = False
    kept: bool = False

    def refused(self, *faults: Fault) -> Outcome:
        """Return the outcome of the same file, refused."""
        return replace(self, checked=None, faults=(*self.faults, *faults))

    def as_json(self) -> dict[str, Any]:
        """Return it as it is told to a program, one line an article."""
        told = {**asdict(self), "taken": self.checked is not None}
        del told["checked"]
        return told

    def text(self) -> str:
        """Return it as the work folder keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> Outcome:
        """Return what the work folder keeps; raises ValueError, KeyError or TypeError."""
        content = json.loads(text)
        faults = tuple(Fault(**fault) for fault in content.pop("faults"))
        return cls(**content, faults=faults)
