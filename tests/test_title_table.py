"""The table of titles leads to the offices of a body, in every generation of a store."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pactgraph.disagreement.in_store import InStore
from pactgraph.errors import EngineFailure
from pactgraph.model.graphs import ENTITIES
from pactgraph.namespaces import ID, PACT
from pactgraph.store import Store
from pactgraph.words.titles import title_begin, title_words

TITLES = ("Chief Clerk", "chief clerk of Tides", "Chief", "Deputy-Chief for Tides")
BEGINS = sorted({b for t in TITLES if (b := title_begin(title_words(t)))})
BODIES = (ID.league, ID.guard)
OFFICES = (ID.clerk, ID.tides, ox.BlankNode("office"))
HOLDINGS = (ID.h, ID.k)
GRAPHS = tuple(
    ox.NamedNode(f"https://w3id.org/pactgraph/article/{slug}#char=0,9") for slug in ("a", "b")
)
NAMED = ox.Quad(ID.clerk, PACT.name, ox.Literal("Chief Clerk"), ENTITIES)

triples = st.one_of(
    st.builds(ox.Triple, st.sampled_from(OFFICES), st.just(PACT.officeOf), st.sampled_from(BODIES)),
    st.builds(ox.Triple, st.sampled_from(HOLDINGS), st.just(PACT.office), st.sampled_from(OFFICES)),
    st.builds(
        ox.Triple,
        st.sampled_from(HOLDINGS),
        st.just(PACT.title),
        st.sampled_from([ox.Literal(title) for title in TITLES]),
    ),
)
statements = st.sets(
    st.builds(lambda triple, graph: ox.Quad(*triple, graph), triples, st.sampled_from(GRAPHS)),
    max_size=8,
)


def led_to(store: Store) -> set[tuple[object, ...]]:
    """Return the titles of the offices to which the table leads."""
    return _titled(InStore(store.content(), store.titles()))


def read(store: Store) -> set[tuple[object, ...]]:
    """Return the titles of all offices of the bodies, read without the table."""
    return _titled(InStore(store.content()))


def _titled(found: InStore) -> set[tuple[object, ...]]:
    asked = product(BODIES, BEGINS)
    return {(body, *row) for body, begin in asked for row in found.titled(body, begin)}


@settings(max_examples=4, deadline=None)
@given(statements, st.lists(st.tuples(statements, statements), max_size=2))
def test_whatever_changes_the_table_leads_to_every_title(
    tmp_path_factory: pytest.TempPathFactory,
    first: set[ox.Quad],
    changes: list[tuple[set[ox.Quad], set[ox.Quad]]],
) -> None:
    path = tmp_path_factory.mktemp("titles") / "store"
    with Store.create(path, {*first, NAMED}) as store:
        assert read(store) <= led_to(store)
    for added, removed in changes:
        Store.change(path, added, removed)
        with Store.open(path) as store:
            assert store.verify_digests() == []
            assert read(store) <= led_to(store)


def test_a_change_adds_a_layer_only_where_an_office_may_come(tmp_path: Path) -> None:
    triple = (ID.clerk, PACT.officeOf, ID.league)
    Store.create(tmp_path / "s", [ox.Quad(*triple, GRAPHS[0]), NAMED]).close()
    again = ox.Quad(*triple, GRAPHS[1])
    Store.change(tmp_path / "s", [again])
    with Store.open(tmp_path / "s") as store:
        assert [name for name in store.manifest.files if name.startswith("titles")] == [
            "titles.sqlite"
        ]
        titles = store.titles()
    assert titles.offices(ID.league, "chief\x1fclerk") == [ID.clerk]
    assert titles.offices(ID.guard, "chief\x1fclerk") == []


def test_a_damaged_table_is_told(tmp_path: Path) -> None:
    with Store.create(tmp_path / "s", [NAMED]) as store:
        table = store.folder / "titles.sqlite"
        data = table.read_bytes()
        table.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        with pytest.raises(EngineFailure, match=r"titles\.sqlite was changed"):
            store.titles()
