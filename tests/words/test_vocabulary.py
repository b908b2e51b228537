"""Lexical forms of individuals, where they stand in a text."""

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.namespaces import PACT
from pactgraph.words.tokens import Tokens
from pactgraph.words.vocabulary import Vocabulary

FORMS = {"share": ["%", "per cent"], "money": ["$"], "boat": ["boats"]}


def test_a_sign_that_is_no_word_stands_where_it_is_written() -> None:
    vocabulary = Vocabulary(
        Triple(NamedNode(PACT.base + name), PACT.lexicalForm, Literal(form))
        for name, forms in FORMS.items()
        for form in forms
    )
    text = "Of 40 boats 9% sank, and ten per cent; $5 and $ 6 were paid."
    found = [
        (match.range.of(text), match.forms[0].thing.removeprefix(PACT.base))
        for match in sorted(vocabulary.individuals_in(Tokens(text)), key=lambda one: one.range)
    ]
    assert found == [
        ("boats", "boat"),
        ("%", "share"),
        ("per cent", "share"),
        ("$", "money"),
        ("$", "money"),
    ]
