"""The sentences of a text, as ranges of its characters."""

from __future__ import annotations

import re
from typing import Final

from pactgraph.model.passages import Range

_STOP: Final = re.compile(r"(?<![.!?…])[.!?…]++[\"”’»')\]]*+(?=\s)")
_LETTER: Final = re.compile(r"[^\W_]")
_LINE: Final = re.compile(r"[^\r\n\u2028\u2029]+")
_WORD_BEFORE: Final = re.compile(r"[^\W_]+(?:\.[^\W_]+)*\Z")
_OPENING: Final = "\"“‘«'([–—- \t\u00a0"

# After these a stop never ends a sentence; after the second sort not before a number.
_TITLE: Final = re.compile(
    r"Mrs?|Ms|Dr|Prof|Gen|Col|Maj|Capt|Lt|Sgt|Cpl|Adm|Cmdr|Brig|Gov|Sen|Rep|Amb|Rev|Hon"
    r"|St|Mt|Ft|e\.g|i\.e|vs|cf|viz"
)
_BEFORE_NUMBER: Final = re.compile(
    r"[Nn]os?|[Aa]rt|[Vv]ol|[Ff]ig|[Ss]ec|[Cc]h|pp?|ca?|approx"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
_STARTER: Final = re.compile(
    r"(?:The|An?|In|On|At|It|He|She|They|We|This|That|These|Those|But|And|As|For|After|Before"
    r"|Since|When|While|However|Meanwhile|Earlier|Later|Today|According|There)\b"
)


def sentences(text: str) -> list[Range]:
    """Return the ranges of the sentences of a text, in order, without the space around them.

    The end of a line ends a sentence, as article texts have a line a paragraph; what
    has no letter and no digit is none. A stop ends one where space and anything but a
    small letter follow, unless it belongs to an initial, an acronym or an abbreviation.
    Closing quotes go with their sentence.

    >>> text = "Mr. B. Tolk left the U.S. embassy. He went home."
    >>> [found.of(text) for found in sentences(text)]
    ['Mr. B. Tolk left the U.S. embassy.', 'He went home.']
    """
    found: list[Range] = []
    for line in _LINE.finditer(text):
        start = line.start()
        for stop in _STOP.finditer(text, line.start(), line.end()):
            if _ends(text, start, stop.start(), stop.end(), line.end()):
                _add(found, text, start, stop.end())
                start = stop.end()
        _add(found, text, start, line.end())
    return found


def _ends(text: str, start: int, stop: int, after: int, end: int) -> bool:
    following = text[after : min(end, after + 64)].lstrip(_OPENING)
    if not following or following[0].islower():
        return not following
    if text[stop] != "." or text[stop:after].startswith(("..", ".!", ".?")):
        return True
    before = _WORD_BEFORE.search(text, max(start, stop - 40), stop)
    if before is None:
        return True
    word = before[0]
    if _TITLE.fullmatch(word):
        return False
    if following[0].isdigit() and _BEFORE_NUMBER.fullmatch(word):
        return False
    letters = word.split(".")
    if all(len(letter) == 1 and letter.isupper() for letter in letters):
        # "J. Smith" goes on; "the U.S. The" does not, "the U.S. Navy" does.
        return len(letters) > 1 and _STARTER.match(following) is not None
    return True


def _add(found: list[Range], text: str, start: int, end: int) -> None:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end = start + len(words.strip())
    if _LETTER.search(words):
        found.append(Range(start, end))
