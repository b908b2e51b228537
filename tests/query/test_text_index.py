"""The index of names and gists finds what looking through all of them finds, also in layers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.errors import EngineFailure
from pactgraph.namespaces import ID, PACT, RDFS, SKOS
from pactgraph.query.gists import GistsInMemory
from pactgraph.query.name_table import Found, NamesInMemory, fit, normalised
from pactgraph.query.text_index import TextIndex

words = st.sampled_from(
    ["Ada", "ada", "Ádám", "O'Brien", "o’b", "(KFOR)", "KFOR", "of", "Zürland", "zurland", "ə"]
)
forms = st.lists(words, min_size=1, max_size=3).map(" ".join)
properties = st.sampled_from(
    [PACT.name, RDFS.label, SKOS.prefLabel, PACT.shortName, PACT.derivedForm, PACT.gist]
)
quads = st.builds(
    lambda thing, property_, form, language: Quad(
        ID[f"t{thing}"],
        property_,
        Literal(form, language=language) if language else Literal(form),
        DefaultGraph(),
    ),
    st.integers(0, 5),
    properties,
    forms,
    st.sampled_from(["en", "az", None]),
)
sets = st.lists(quads, max_size=12)


@contextmanager
def index_of(
    first: Iterable[Quad], changes: Sequence[tuple[list[Quad], list[Quad]]] = ()
) -> Iterator[TextIndex]:
    """Give the index of quads, in a layer, and of changes of them, in as many as there are then."""
    place = Path(tempfile.mkdtemp())
    store = pyoxigraph.Store()
    store.extend(first)
    (place / "0").mkdir()
    TextIndex.write(place / "0", store)
    for number, (added, removed) in enumerate(changes, 1):
        (place / str(number)).mkdir()
        TextIndex.change(place / str(number - 1), place / str(number), added, removed)
    index = TextIndex(place / str(len(changes)))
    yield index
    index.close()
    shutil.rmtree(place)


def told(index: TextIndex, wanted: str) -> list[tuple[str, str, str, float]]:
    return list(index.near(normalised(wanted)))


def by_scan(held: Iterable[Quad], wanted: str) -> list[Found]:
    engine = MemoryEngine(held)
    found = list(NamesInMemory.of_engine(engine).near(normalised(wanted)))
    engine.close()
    return found


def shares_a_run(wanted: str, form: str) -> bool:
    one, other = f" {normalised(wanted)} ", f" {normalised(form)} "
    return any(one[at : at + 3] in other for at in range(len(one) - 2))


@settings(max_examples=25, deadline=None)
@given(sets, st.lists(st.tuples(sets, sets), max_size=3), forms, st.integers(1, 9))
def test_what_is_found_is_what_looking_through_all_finds(
    first: list[Quad], changes: list[tuple[list[Quad], list[Quad]]], wanted: str, length: int
) -> None:
    wanted = wanted[:length]
    held = set(first)
    for added, removed in changes:
        held = (held - set(removed)) | set(added)
    with index_of(first, changes) as index, index_of(held) as fresh:
        found = told(index, wanted)
        assert found == told(fresh, wanted)
        scanned = [(one.iri, one.form, one.sort, one.score) for one in by_scan(held, wanted)]
        holding = [one for one in scanned if fit(normalised(wanted), normalised(one[1]))]
        assert found[: len(holding)] == holding
        alike = [one for one in scanned[len(holding) :] if shares_a_run(wanted, one[1])]
        assert found[len(holding) :] == alike
        gists = index.gists(wanted, 5)
        engine = MemoryEngine(held)
        assert gists == fresh.gists(wanted, 5) == GistsInMemory(engine).gists(wanted, 5)
        for number in range(6):
            iri = ID[f"t{number}"].value
            assert sorted(index.of(iri)) == sorted(fresh.of(iri))
        assert index.called(normalised(wanted)) == fresh.called(normalised(wanted))
        engine.close()


def named(thing: str, form: str, property_: NamedNode = PACT.name) -> Quad:
    return Quad(ID[thing], property_, Literal(form), DefaultGraph())


def test_case_accents_and_quotes_are_folded_and_slips_forgiven() -> None:
    with index_of([named("aliyev", "İlham ƏLİYEV"), named("brien", "Seán O’Brien")]) as index:
        assert [one[1] for one in told(index, "ilham aliyev")] == ["İlham ƏLİYEV"]
        assert [one[1] for one in told(index, "o'brien SEAN")] == ["Seán O’Brien"]
        assert [one[1] for one in told(index, "Aliyef Ilhan")] == ["İlham ƏLİYEV"]
        assert told(index, "\0") == told(index, "") == []


def test_what_is_taken_out_of_a_lower_layer_is_found_no_more_and_may_come_back(
    tmp_path: Path,
) -> None:
    store = pyoxigraph.Store()
    store.extend(named(f"t{n}", f"thing number {n}") for n in range(300))
    folders = [tmp_path / str(n) for n in range(4)]
    for folder in folders:
        folder.mkdir()
    TextIndex.write(folders[0], store)
    gone = named("t7", "thing number 7")
    TextIndex.change(folders[0], folders[1], [named("new", "thing number new")], [gone])
    TextIndex.change(folders[1], folders[2], [gone], [named("new", "thing number new")])
    TextIndex.change(folders[2], folders[3], [], [])
    indexes = [TextIndex(folder) for folder in folders]
    assert [bool(one.called("thing number 7")) for one in indexes] == [True, False, True, True]
    assert [bool(one.called("thing number new")) for one in indexes] == [False, True, False, False]
    # What was not changed was not written again.
    lowest = {(folder / "texts.sqlite").stat().st_ino for folder in folders}
    assert len(lowest) == 1
    for one in indexes:
        one.close()


def test_an_index_that_is_damaged_or_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineFailure, match="index of names and gists"):
        TextIndex(tmp_path)
    (tmp_path / "texts.sqlite").write_bytes(b"no database at all" * 300)
    index = TextIndex(tmp_path)
    with pytest.raises(EngineFailure, match="build it again"):
        index.called("x")
    index.close()
