"""Which recorded form of which named thing an article uses, computed from its text."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pactgraph.model.passages import Range
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts
from pactgraph.words.article_view import article_views
from pactgraph.words.article_words import ArticleWords
from pactgraph.words.lexicon import Form
from pactgraph.words.verification import known_things, words_of_article


@dataclass(frozen=True, slots=True)
class UsedForm:
    """A form of a thing with the places in an article where it stands.

    ``shared`` tells that the same words are a form of other things there too.
    """

    article: str
    form: Form
    places: tuple[Range, ...]
    shared: bool


def forms_used(sources: Sources, texts: Texts) -> list[UsedForm]:
    """Return the forms that each article uses, sorted by article, thing and form.

    Only the longest form counts where several overlap. Raises TextsNotAtHand if no
    folder of texts was given at all.
    """
    texts.needed_for("find the forms they use")
    known = known_things(sources)
    found: list[UsedForm] = []
    for view in article_views(sources):
        text = texts.text(view.record.slug)
        if text is not None:
            words = words_of_article(view, text, known)
            found.extend(forms_in(view.record.iri, words))
    return found


def forms_in(article: str, words: ArticleWords) -> list[UsedForm]:
    """Return the forms that one article uses, sorted by thing and form."""
    places: dict[Form, list[Range]] = defaultdict(list)
    shared: set[Form] = set()
    for name in words.names.all:
        for form in name.forms:
            places[form].append(name.range)
        if name.only_thing is None:
            shared.update(name.forms)
    return [
        UsedForm(article, form, tuple(places[form]), form in shared)
        for form in sorted(places, key=lambda form: (form.thing, form.written, form.sort.value))
    ]
