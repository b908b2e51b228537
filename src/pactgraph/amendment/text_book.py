"""Which articles share which texts, as the lineage records it, looked up by article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.model.shared_text import lineage_among
from pactgraph.namespaces import PACT


class TextBook:
    """The lineage of all articles that were compared, by the texts and articles in it.

    A store holds what of it is told of its own articles; see ``lineage_among``.
    """

    def __init__(self, lineage: Iterable[Triple]) -> None:
        held = list(lineage)
        of_text: dict[object, object] = {}
        for triple in held:
            if triple.predicate in (PACT.occurrenceOf, PACT.changedIn):
                of_text[triple.subject] = triple.object
        self._texts: dict[object, list[Triple]] = defaultdict(list)
        self._articles: dict[str, set[object]] = defaultdict(set)
        self._compared: dict[str, Triple] = {}
        numbers: dict[object, int] = {}
        places: dict[object, str] = {}
        for triple in held:
            if triple.predicate == PACT.compared and isinstance(triple.object, NamedNode):
                self._compared[triple.object.value] = triple
                continue
            # A change is of an occurrence, and an occurrence of a text.
            text = of_text.get(triple.subject, triple.subject)
            text = of_text.get(text, text)
            self._texts[text].append(triple)
            if triple.predicate == PACT.occursIn and isinstance(triple.object, NamedNode):
                self._articles[triple.object.value].add(text)
                places[triple.subject] = triple.object.value
            elif triple.predicate == PACT.occurrenceNumber and isinstance(triple.object, Literal):
                numbers[triple.subject] = int(triple.object.value)
        self._holders: dict[object, list[str]] = defaultdict(list)
        for occurrence in sorted(places, key=lambda one: numbers.get(one, 0)):
            self._holders[of_text.get(occurrence)].append(places[occurrence])

    def texts_in(self, articles: Iterable[str]) -> list[object]:
        """Return the texts that any of these articles shares, in a steady order."""
        found = {text for article in articles for text in self._articles.get(article, ())}
        return sorted(found, key=str)

    def holders(self, text: object) -> list[str]:
        """Return the articles in which a text stands, the earliest first."""
        return list(dict.fromkeys(self._holders.get(text, ())))

    def triples(self, text: object) -> list[Triple]:
        """Return all that is recorded of a text."""
        return self._texts.get(text, [])

    def among(
        self, texts: Iterable[object], compared: Iterable[str], articles: Container[str]
    ) -> set[Triple]:
        """Return what a store of these ``articles`` holds of some texts, and of being compared."""
        every = [triple for text in texts for triple in self._texts.get(text, ())]
        every += [self._compared[one] for one in compared if one in self._compared]
        return set(lineage_among(every, articles))

    def behind(self, article: str, members: Container[str]) -> list[object]:
        """Return the texts on which the lines of an article rest, among these articles.

        They are the texts that it shares; those that the first article of each shares, and so on.
        """
        found: dict[object, None] = {}
        seen: set[str] = set()
        todo = [article]
        while todo:
            copier = todo.pop()
            if copier in seen:
                continue
            seen.add(copier)
            for text in self.texts_in([copier]):
                found[text] = None
                todo += [one for one in self.holders(text) if one in members][:1]
        return list(found)
