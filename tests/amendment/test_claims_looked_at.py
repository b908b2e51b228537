"""What claims have is looked up in a store in which most statements are of others."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pyoxigraph as ox
import pytest

from pactgraph.amendment.shape_change import ShapeChange
from pactgraph.shapes.node_ends import _FEW

CLAIM = ox.NamedNode("https://w3id.org/pactgraph/article/x/claim/one")
PASSAGE = ox.NamedNode("https://w3id.org/pactgraph/article/x#char=1,9")
NODE, NAME = ox.NamedNode("urn:node"), ox.NamedNode("urn:name")


@pytest.mark.parametrize("others", [0, 40, 63, 64, 70, 97, 200])
def test_a_node_is_found_crowded_or_has_what_claims_have_and_no_more(others: int) -> None:
    store = ox.Store()
    said = ox.Quad(ox.NamedNode("urn:said"), NAME, NODE, CLAIM)
    store.add(said)
    store.extend(
        ox.Quad(ox.NamedNode(f"urn:{number}"), NAME, NODE, PASSAGE) for number in range(others)
    )
    seen: Any = SimpleNamespace(content=store)
    found = list(ShapeChange._leading_to(seen, NODE))
    assert said in found
    assert found == [said] or len(found) > _FEW
    assert (len(found) > _FEW) == (others >= 64)
