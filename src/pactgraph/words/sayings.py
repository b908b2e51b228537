"""Signs of reported speech in a text: verbs of saying and open quotations."""

from __future__ import annotations

import re
from typing import Final

from pactgraph.model.passages import Range
from pactgraph.words.lexicon import Form, FormIndex, Sort
from pactgraph.words.tokens import Tokens

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


def sayings(tokens: Tokens) -> list[Range]:
    """Return where verbs of saying stand.

    >>> text = "The lagoon is shallow, the warden said, according to the Gazette."
    >>> [place.of(text) for place in sayings(Tokens(text))]
    ['said', 'according to']
    """
    return [match.range for match in _SAYINGS.matches(tokens)]


def quotations(tokens: Tokens) -> list[Range]:
    """Return the ranges between double quotation marks, marks taken in.

    A mark after a space, a bracket or nothing opens, another closes; quotations may
    nest. A quotation that is still open ends with its paragraph.

    >>> text = 'He said: "Ours is a \u201cquiet\u201d bay." So be it.'
    >>> [place.of(text) for place in quotations(Tokens(text))]
    ['"Ours is a \u201cquiet\u201d bay."']
    """
    found = []
    for paragraph in _PARAGRAPH.finditer(tokens.folded):
        start, depth = 0, 0
        for offset in range(paragraph.start(), paragraph.end()):
            if tokens.folded[offset] != '"':
                continue
            if _opens(tokens, offset, paragraph.start()):
                start = start if depth else offset
                depth += 1
            elif depth:
                depth -= 1
                if depth == 0:
                    found.append(Range(start, offset + 1))
        if depth:
            found.append(Range(start, paragraph.end()))
    return found


def _opens(tokens: Tokens, offset: int, paragraph: int) -> bool:
    sign = tokens.text[offset]
    if sign in "\u201c\u201e\u201f\u00ab":
        return True
    if sign in "\u201d\u00bb":
        return False
    return offset == paragraph or tokens.folded[offset - 1] in " ([-"
