"""What begins a form stands in every text that holds the form."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from pactgraph.words.beginnings import in_text, of_form
from pactgraph.words.lexicon import Form, Lexicon, Sort
from pactgraph.words.quoting import QUOTED_WORDS, words_of
from pactgraph.words.tokens import Tokens

WORDS = st.lists(st.sampled_from(["Osel", "osel", "US", "Accord", "of", "9"]), min_size=1)
GAPS = st.sampled_from([" ", "-", ", ", "\u2019s ", " \u201c", "\n\n"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    return "".join(word + draw(GAPS) for word in draw(WORDS))


@given(texts(), texts())
@example("\u201cOsel-Accord\u201d", "the Osel\u2013accord's end")
def test_a_name_that_a_text_holds_begins_there(form: str, text: str) -> None:
    lexicon = Lexicon([Form("urn:thing", form, Sort.NAME)])
    if lexicon.in_article(Tokens(text)) or lexicon.in_own_words(Tokens(text)):
        assert of_form(form) & in_text(text)


@given(texts(), st.data())
def test_what_has_the_words_of_a_name_or_of_a_run_in_it_begins_so(
    form: str, data: st.DataObject
) -> None:
    words = words_of(form)
    start = data.draw(st.integers(0, max(0, len(words) - QUOTED_WORDS - 1)))
    run = " ".join(words[start : start + QUOTED_WORDS + 1])
    assert of_form(form) & in_text(f"so {run} it is")


def test_a_text_without_the_words_of_a_name_does_not_lead_to_it() -> None:
    assert not of_form("Osel Accord") & in_text("The accord of Osel, in Osel. Accordingly")
    assert not of_form("Osel") & in_text("Oselian accords")
