"""The index of a store's names and gists, beside its database, in layers as the store changes."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from pactgraph.engine.layer_files import LayerFiles
from pactgraph.query.gists import Gist, by_length, words_of
from pactgraph.query.name_table import SORT_OF, SORTS, fit, likeness, normalised
from pactgraph.query.text_layer import PROPERTIES, Text, TextLayer

MOST_COMPARED: Final = 1000
"""So many names that hold the words nowhere are compared letter by letter."""

_STEM: Final = "texts"
_MERGED: Final = DefaultGraph()
_NUMBERS: Final = {one: number for number, one in enumerate(PROPERTIES)}
_SORTS: Final = tuple(SORT_OF.values())


class TextIndex:
    """The names and gists of merged, found without looking through all of them.

    What holds the words is found as it is by looking through all. Of what is merely like them,
    those names are compared that share most runs of three letters with the words.
    """

    def __init__(self, folder: Path) -> None:
        """Open it; raises EngineFailure if it is not there."""
        files = LayerFiles(folder, _STEM)
        self._layers = [TextLayer(path) for path in files.paths or [files.next_path(0)]]

    @staticmethod
    def names(folder: Path) -> list[str]:
        """Return the names of the files that the layers are in, the earliest first."""
        return [path.name for path in LayerFiles(folder, _STEM).paths]

    @classmethod
    def write(cls, folder: Path, store: Store) -> None:
        """Write the index of what a database's default graph holds; raises OSError."""
        found = (
            text
            for one in PROPERTIES
            for text in map(_text, store.quads_for_pattern(None, one, None, _MERGED))
            if text is not None
        )
        TextLayer.write(LayerFiles(folder, _STEM).next_path(0), found)

    @classmethod
    def change(cls, old: Path, new: Path, added: Iterable[Quad], removed: Iterable[Quad]) -> None:
        """Write the index of a changed store into a new folder, at the cost of the change.

        ``old`` is the folder of what it was made of. What is both added and removed is there
        afterwards. Raises OSError.
        """
        more, less = set(_texts(added)), set(_texts(removed))
        LayerFiles(new, _STEM).put_on(
            old, lambda path: TextLayer.write(path, more, less - more), TextLayer.merge
        )

    def called(self, words: str) -> list[tuple[str, str, str]]:
        """Return IRI, form and sort of the names that are these ``normalised`` words."""
        return _named(self._merged(lambda layer: layer.called(words), _by_form))

    def of(self, iri: str) -> list[tuple[str, str]]:
        """Return form and sort of the names of a thing."""
        return [(form, sort) for _, form, sort in _named(self._counting(lambda one: one.of(iri)))]

    def near(self, words: str) -> Iterator[tuple[str, str, str, float]]:
        """Yield IRI, form, sort and score of the names that ``normalised`` words may mean.

        The order is that of ``name_table.by_fit``, and a name comes once.
        """
        if not words:
            return
        for text in self._holding(words):
            yield text.iri, text.form, _SORTS[text.property], round(_fit(words, text), 1)
        alike: dict[str, set[tuple[str, str, str]]] = {}
        for folded, text in self._sharing(words):
            if not fit(words, folded):
                alike.setdefault(folded, set()).add((text.iri, text.form, _SORTS[text.property]))
        scored = [(*name, score) for form, score in likeness(words, alike) for name in alike[form]]
        yield from sorted(scored, key=lambda one: (-one[3], SORTS.index(one[2]), one[1], one[0]))

    def gists(self, words: str, limit: int) -> list[Gist]:
        """Return the gists in which each of the words begins one, in the order of ``by_length``."""
        wanted = words_of(words)
        found: list[Gist] = []
        if not wanted:
            return found
        for text in self._merged(
            lambda layer: layer.gists(wanted), lambda one: by_length(_gist(one))
        ):
            if len(found) == limit:
                break
            if _gist(text) not in found[-1:]:
                found.append(_gist(text))
        return found

    def close(self) -> None:
        """Close the files."""
        for layer in self._layers:
            layer.close()

    def _holding(self, words: str) -> Iterator[Text]:
        def order(text: Text) -> tuple[float, int, str, str]:
            return (-_fit(words, text), *_by_form(text))

        for found in (
            self._merged(lambda layer: layer.called(words), order),
            self._merged(lambda layer: layer.starting(words), order),
            self._merged(lambda layer: layer.holding(words), order),
        ):
            # A form that has two languages, or is in two layers, is one name.
            for _, alike in groupby(found, lambda text: (*order(text), text.iri)):
                yield next(alike)

    def _sharing(self, words: str) -> list[tuple[str, Text]]:
        counted = [
            (-shared, len(folded), _by_form(text), folded, text)
            for at, layer in enumerate(self._layers)
            for shared, folded, text in layer.sharing(words, MOST_COMPARED)
            if self._counts(text, at)
        ]
        return [(folded, text) for *_, folded, text in heapq.nsmallest(MOST_COMPARED, counted)]

    def _merged(
        self,
        found_in: Callable[[TextLayer], Iterator[Text]],
        order: Callable[[Text], tuple[object, ...]],
    ) -> Iterator[Text]:
        """Yield what each layer yields in an order, in that order, without what is gone."""
        return heapq.merge(
            *(self._of_layer(at, found_in) for at in range(len(self._layers))), key=order
        )

    def _counting(self, found_in: Callable[[TextLayer], Iterator[Text]]) -> Iterator[Text]:
        for at in range(len(self._layers)):
            yield from self._of_layer(at, found_in)

    def _of_layer(self, at: int, found_in: Callable[[TextLayer], Iterator[Text]]) -> Iterator[Text]:
        return (text for text in found_in(self._layers[at]) if self._counts(text, at))

    def _counts(self, text: Text, at: int) -> bool:
        return not any(text in layer.gone for layer in self._layers[at + 1 :])


def _texts(quads: Iterable[Quad]) -> Iterator[Text]:
    for quad in quads:
        if quad.graph_name == _MERGED and quad.predicate in _NUMBERS:
            text = _text(quad)
            if text is not None:
                yield text


def _text(quad: Quad) -> Text | None:
    thing, value = quad.subject, quad.object
    if not isinstance(thing, NamedNode) or not isinstance(value, Literal):
        return None
    tag = value.language or value.datatype.value
    return Text(thing.value, _NUMBERS[quad.predicate], value.value, tag)


def _named(texts: Iterable[Text]) -> list[tuple[str, str, str]]:
    return list(dict.fromkeys((one.iri, one.form, _SORTS[one.property]) for one in texts))


def _gist(text: Text) -> Gist:
    return Gist(text.iri, text.form)


def _fit(words: str, text: Text) -> float:
    return fit(words, _folded(text.form))


@lru_cache(maxsize=2048)
def _folded(form: str) -> str:
    return normalised(form)


def _by_form(text: Text) -> tuple[int, str, str]:
    return SORTS.index(_SORTS[text.property]), text.form, text.iri
