"""The W3C's tests of SHACL, compiled and by pySHACL: the same results, or the same refusal."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from pactgraph.errors import BadInput
from pactgraph.shapes.reading import ShapeSet
from pactgraph.shapes.validation import validate

LEFT = {
    *("qualified-001", "path-strange-001", "path-strange-002", "uniqueLang-002", "prefixes-001"),
    *("nodeValidator-001", "optional-001", "propertyValidator-select-001", "validator-001"),
    *("sparql-002", "sparql-003", "shapesGraph-001"),
    *(f"pre-binding-00{number}" for number in (3, 5, 6, 7)),
    *(f"unsupported-sparql-00{number}" for number in range(1, 7)),
}
"""The tests with a shape that is left to pySHACL: queries of sorts, and what is not well-formed."""


def _triples(path: Path) -> list[ox.Triple]:
    base = f"https://example.org/{path.stem}"
    parsed = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=base)
    return [quad.triple for quad in parsed]


def _tests(folder: Path):
    for path in sorted(folder.rglob("*.ttl")):
        if path.stem == "manifest" or path.stem.endswith(("-data", "-shapes")):
            continue
        data, shapes = (path.with_name(f"{path.stem}-{part}.ttl") for part in ("data", "shapes"))
        yield path, data if data.exists() else path, shapes if shapes.exists() else path


def _outcome(data, shapes, *, by_reference: bool):
    try:
        report = validate(data, shapes, by_reference=by_reference)
    except BadInput as error:
        return str(error)
    return report.results


def test_the_tests_of_the_w3c_come_out_as_pyshacl_has_them(w3c_dir):
    different, left, count = [], set(), 0
    for path, data_path, shapes_path in _tests(w3c_dir / "shacl"):
        name = f"{path.parent.name}/{path.stem}"
        if name == "complex/shacl-shacl":
            continue  # it has the shapes of shapes, which refer to each other without end
        data, shapes = _triples(data_path), ShapeSet(_triples(shapes_path))
        count += 1
        left.update({name} if shapes.left else ())
        mine = _outcome(data, shapes, by_reference=False)
        if mine != _outcome(data, shapes, by_reference=True):
            different.append(name)
    assert different == []
    assert count > 90
    assert {name.partition("/")[2] for name in left} == LEFT
