"""Signs of reported speech in a text: verbs of saying and open quotations."""

from __future__ import annotations

import re
from typing import Final

from pactgraph.model.passages import Range
from pactgraph.words.lexicon import Form, FormIndex, Sort
from pactgraph.words.tokens import Tokens, fold

VERBS_OF_SAYING: Final[dict[str, str]] = {
    "say": "say says said saying",
    "tell": "tell tells told telling",
    "state": "stated stating",
    "note": "notes noted noting",
    "add": "added adding",
    "report": "reports reported reporting",
    "announce": "announces announced announcing",
    "declare": "declares declared declaring",
    "mention": "mentions mentioned mentioning",
    "remark": "remarks remarked remarking",
    "comment": "commented commenting",
    "describe": "describes described describing",
    "explain": "explains explained explaining",
    "inform": "informs informed informing",
    "brief": "briefed briefing",
    "remind": "reminds reminded reminding",
    "recall": "recalls recalled recalling",
    "quote": "quotes quoted quoting",
    "speak": "speaks spoke speaking",
    "stress": "stresses stressed stressing",
    "emphasise": "emphasises emphasised emphasising emphasizes emphasized emphasizing",
    "underline": "underlines underlined underlining underscores underscored underscoring",
    "highlight": "highlights highlighted highlighting",
    "reiterate": "reiterates reiterated reiterating",
    "assert": "asserts asserted asserting",
    "claim": "claimed claiming",
    "argue": "argues argued arguing",
    "insist": "insists insisted insisting",
    "maintain that": "maintained-that maintains-that",
    "confirm": "confirms confirmed confirming",
    "deny": "denies denied denying",
    "reject": "rejects rejected rejecting",
    "admit": "admits admitted admitting",
    "acknowledge": "acknowledges acknowledged acknowledging",
    "warn": "warns warned warning",
    "hail": "hails hailed hailing",
    "praise": "praises praised praising",
    "welcome": "welcomes welcomed welcoming",
    "appreciate": "appreciate appreciates appreciated appreciating",
    "thank": "thanked thanking",
    "congratulate": "congratulates congratulated congratulating",
    "condemn": "condemns condemned condemning",
    "criticise": "criticises criticised criticising criticizes criticized criticizing",
    "accuse": "accuses accused accusing",
    "express": "expresses expressed expressing",
    "voice": "voiced voicing",
    "urge": "urges urged urging",
    "call": "calls-on called-on calling-on calls-for called-for calling-for",
    "ask": "asks asked asking",
    "demand": "demanded demanding",
    "encourage": "encourages encouraged encouraging",
    "propose": "proposes proposed proposing suggests suggested suggesting",
    "reply": "replies replied replying answered responded",
    "promise": "promises promised promising pledged pledging vowed vowing",
    "hope": "hope hopes hoped hoping",
    "look forward": "look-forward looks-forward looked-forward looking-forward",
    "want": "want wants wanted",
    "believe": "believes believed believing",
    "refute": "refutes refuted refuting",
    "according": "according-to",
}
"""Verb to the forms that count, parted by spaces; a hyphen joins the words of one form.

Forms that are something else at least as often ("note", "report", "claim", "thanks") are
left out, and so are verbs of meeting and agreeing, which tell what was done and not what was said.
"""

_SAYINGS: Final = FormIndex(
    Form(verb, form.replace("-", " "), Sort.NAME)
    for verb, forms in VERBS_OF_SAYING.items()
    for form in forms.split()
)
_PARAGRAPH: Final = re.compile(r"[^\n]+")
_MARK: Final = re.compile('"')


def sayings(tokens: Tokens) -> list[Range]:
    """Return where verbs of saying stand.

    >>> text = "The lagoon is shallow, the warden said, according to the Gazette."
    >>> [place.of(text) for place in sayings(Tokens(text))]
    ['said', 'according to']
    """
    return [match.range for match in _SAYINGS.matches(tokens)]


def quotations(tokens: Tokens) -> list[Range]:
    """Return the ranges of a text between double quotation marks, as ``quoted_ranges`` does."""
    return quoted_ranges(tokens.text, tokens.folded)


def quoted_ranges(text: str, folded: str | None = None) -> list[Range]:
    """Return the ranges between double quotation marks, marks taken in.

    A mark after a space, a bracket or nothing opens, another closes; quotations may
    nest. A quotation that is still open ends with its paragraph. ``folded`` is the text
    with one sort of quotation mark, if it is at hand.

    >>> text = 'He said: "Ours is a \u201cquiet\u201d bay." So be it.'
    >>> [place.of(text) for place in quoted_ranges(text)]
    ['"Ours is a \u201cquiet\u201d bay."']
    """
    found = []
    folded = fold(text) if folded is None else folded
    for paragraph in _PARAGRAPH.finditer(folded):
        start, depth = 0, 0
        for mark in _MARK.finditer(folded, paragraph.start(), paragraph.end()):
            offset = mark.start()
            if _opens(text[offset], offset == paragraph.start() or folded[offset - 1] in " ([-"):
                start = start if depth else offset
                depth += 1
            elif depth:
                depth -= 1
                if depth == 0:
                    found.append(Range(start, offset + 1))
        if depth:
            found.append(Range(start, paragraph.end()))
    return found


def _opens(mark: str, is_before_words: bool) -> bool:
    if mark in "\u201c\u201e\u201f\u00ab":
        return True
    return mark not in "\u201d\u00bb" and is_before_words
