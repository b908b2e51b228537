"""What the ontology says about the check of the words: rules, lexical forms, exemptions."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.errors import BadInput
from pactgraph.model.passages import Range
from pactgraph.namespaces import OWL, PACT, RDF, RDFS
from pactgraph.words.lexicon import Form, FormIndex, NameMatch, Sort
from pactgraph.words.tokens import Tokens


class WordsRule(StrEnum):
    """How a property's values are looked for in the words."""

    VALUE = "value"
    VERBATIM = "verbatim"
    OWN_WORDS = "own-words"
    NONE = "none"


_LEXICAL_FORM: Final = PACT.lexicalForm
_EXEMPT: Final = PACT.exemptFromWords
_WORDS_RULE: Final = PACT.wordsRule
_TIME_SCOPED: Final = PACT.timeScoped
_TYPE: Final = RDF.type
_SUBCLASS: Final = RDFS.subClassOf
_NO_KIND: Final = frozenset({OWL.NamedIndividual.value, OWL.Thing.value})


class Vocabulary:
    """The ontology's terms as the check of the words needs them."""

    def __init__(self, ontology: Iterable[Triple]) -> None:
        self.terms: set[str] = set()
        self._exempt: set[str] = set()
        self._time_scoped: set[str] = set()
        self._rules: dict[str, WordsRule] = {}
        self._types: dict[str, set[str]] = defaultdict(set)
        self._subclasses: dict[str, set[str]] = defaultdict(set)
        forms: list[Form] = []
        for triple in ontology:
            subject, value = triple.subject, triple.object
            if not isinstance(subject, NamedNode):
                continue
            self.terms.add(subject.value)
            if triple.predicate == _LEXICAL_FORM and isinstance(value, Literal):
                forms.append(Form(subject.value, value.value, Sort.NAME))
            elif triple.predicate == _EXEMPT:
                self._exempt.add(subject.value)
            elif triple.predicate == _TIME_SCOPED:
                self._time_scoped.add(subject.value)
            elif triple.predicate == _WORDS_RULE and isinstance(value, Literal):
                self._rules[subject.value] = _rule(subject, value)
            elif triple.predicate == _TYPE and isinstance(value, NamedNode):
                self._types[subject.value].add(value.value)
            elif triple.predicate == _SUBCLASS and isinstance(value, NamedNode):
                self._subclasses[value.value].add(subject.value)
        self._index = FormIndex(forms)
        # A sign such as that of a currency is no word.
        self._signs = [form for form in forms if not len(Tokens(form.written))]
        self._forms: dict[str, list[str]] = defaultdict(list)
        for form in forms:
            self._forms[form.thing].append(form.written)

    def rule_of(self, prop: NamedNode) -> WordsRule:
        """Return the rule of a property: as written, or by where it comes from.

        A property exempted from the words is not looked for. Labels, descriptions and
        the like of other vocabularies are our own words unless the ontology says else.
        """
        if prop.value in self._exempt:
            return WordsRule.NONE
        rule = self._rules.get(prop.value)
        if rule is not None:
            return rule
        foreign = prop.value not in PACT and prop.value not in self.terms
        return WordsRule.OWN_WORDS if foreign else WordsRule.VALUE

    def is_term(self, iri: str) -> bool:
        """Say whether the ontology declares a term with this IRI."""
        return iri in self.terms

    def near(self, iri: str) -> list[str]:
        """Return up to two terms of ours that are written nearly as an IRI of ours is."""
        names = {term.removeprefix(PACT.base): term for term in sorted(self.terms) if term in PACT}
        near = difflib.get_close_matches(iri.removeprefix(PACT.base), names, n=2, cutoff=0.7)
        return [names[name] for name in near]

    def is_exempt(self, iri: str) -> bool:
        """Say whether an individual is exempted from the words."""
        return iri in self._exempt

    def forms_of(self, individual: str) -> Sequence[str]:
        """Return the lexical forms of an individual, sorted."""
        return sorted(self._forms.get(individual, ()))

    def time_scoped(self) -> frozenset[str]:
        """Return the classes whose things hold or happen at a time, subclasses included."""
        return frozenset[str]().union(
            *(self.classes_under(NamedNode(name)) for name in self._time_scoped)
        )

    def classes_under(self, top: NamedNode) -> frozenset[str]:
        """Return a class and all its named subclasses."""
        found: set[str] = set()
        waiting = [top.value]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self._subclasses.get(name, ()))
        return frozenset(found)

    def alike(self, individual: NamedNode) -> frozenset[str]:
        """Return the individuals that share a class with this one."""
        kinds = self._types.get(individual.value, set()) - _NO_KIND
        return frozenset(name for name, types in self._types.items() if kinds & types)

    def individuals_in(self, tokens: Tokens) -> list[NameMatch]:
        """Return where lexical forms of individuals stand in a text.

        A form inside a longer form of another individual of the same class carries
        nothing: "no more than" is not "more than".
        """
        matches = [*self._index.matches(tokens), *self._signs_in(tokens.text)]
        kept = []
        for match in matches:
            over = [m for m in matches if m.range != match.range and match.range in m.range]
            forms = tuple(form for form in match.forms if not self._shadowed(form, over))
            if forms:
                kept.append(NameMatch(match.range, forms))
        return kept

    def _signs_in(self, text: str) -> Iterator[NameMatch]:
        for form in self._signs:
            for found in re.finditer(re.escape(form.written), text):
                yield NameMatch(Range(*found.span()), (form,))

    def _shadowed(self, form: Form, longer: list[NameMatch]) -> bool:
        kinds = self._types[form.thing] - _NO_KIND
        return any(
            form.thing != other.thing and kinds & self._types[other.thing]
            for match in longer
            for other in match.forms
        )


def _rule(subject: NamedNode, value: Literal) -> WordsRule:
    try:
        return WordsRule(value.value)
    except ValueError as error:
        raise BadInput(
            f'"{value.value}" is no rule of the words',
            iri=subject.value,
            hint="use one of " + ", ".join(f'"{rule.value}"' for rule in WordsRule),
        ) from error
