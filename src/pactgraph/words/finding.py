"""What the check of the words finds: one broken law, where, what was expected, what is there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pactgraph.errors import Location


class Severity(StrEnum):
    """An error breaks a law; a warning asks a person to look."""

    ERROR = "error"
    WARNING = "warning"


class Check(StrEnum):
    """The checks, each named by what is wrong when it finds something."""

    TEXT_DIGEST = "text-digest"
    TEXT_LENGTH = "text-length"
    RANGE_OUTSIDE = "range-outside-text"
    RANGE_SPLITS_WORD = "range-splits-word"
    ANCHOR_NOT_THERE = "anchor-not-there"
    ANCHOR_TOO_LONG = "anchor-too-long"
    ANCHOR_IS_SENTENCE = "anchor-is-sentence"
    ANCHORS_TOO_MUCH = "anchors-too-much"
    PASSAGE_UNDECLARED = "passage-undeclared"
    PASSAGE_UNUSED = "passage-unused"
    PASSAGE_SILENT = "passage-silent-and-stated"
    CLAIM_WITHOUT_GRAPH = "claim-without-graph"
    CLAIM_UNSAID = "claim-unsaid"
    NUMBER = "number-not-carried"
    DATE = "date-not-carried"
    THING = "thing-not-carried"
    INDIVIDUAL = "individual-not-carried"
    WORDS = "words-not-there"
    QUOTE_TOO_LONG = "quote-too-long"
    QUOTE_IS_SENTENCE = "quote-is-sentence"
    OWN_WORDS_QUOTE = "own-words-quote"
    COMPARATOR = "comparator-passed-over"
    RECORD_DIFFERS = "record-differs"
    DENIED_STATED = "denied-and-stated"
    THING_UNDECLARED = "thing-undeclared"
    THING_ELSEWHERE = "thing-of-another-article"
    TERM_UNKNOWN = "term-unknown"
    NOTHING_CARRIED = "minted-thing-without-value"
    PAIR_MISSING = "resolution-missing"
    PAIR_CARRIES_NOT = "resolution-not-carried"
    PAIR_IDLE = "resolution-idle"
    RESOLVER_IDLE = "resolver-idle"
    RESOLVER_ITSELF = "resolver-is-itself"
    SPEECH = "speech-as-fact"
    SHARED_TEXT_DIFFERS = "shared-text-differs"
    SHARED_TEXT_ELSEWHERE = "shared-text-of-no-article"
    NOT_COMPARED = "article-not-compared"
    STANDS_NOT_ALONE = "thing-stands-not-alone"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, as a curator needs it to put it right.

    ``words`` are the passage's own words, taken from the text at hand when the check
    runs; None without a text.
    """

    severity: Severity
    check: Check
    article: str
    passage: str | None
    location: Location | None
    message: str
    expected: str | None = None
    words: str | None = None
    hint: str | None = None

    @property
    def sort_key(self) -> tuple[str, int, str, str, str, str]:
        """Findings stand by file and line, then by passage and check."""
        place = self.location or Location("")
        return (
            place.file,
            place.line or 0,
            self.passage or "",
            self.check.value,
            self.message,
            self.expected or "",
        )

    def __str__(self) -> str:
        where = f"{self.location}: " if self.location else ""
        lines = [f"{where}{self.severity.value}: {self.message} [{self.check.value}]"]
        for name, value in (
            ("passage", self.passage),
            ("expected", self.expected),
            ("words", self.words),
            ("hint", self.hint),
        ):
            if value:
                lines.append(f"  {name}: {value}")
        return "\n".join(lines)
