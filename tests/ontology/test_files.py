"""The files of the ontology and of the shapes, as files."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from pactgraph.model.rdflib_terms import to_rdflib_graph
from pactgraph.namespaces import PREFIXES, SHAPE

ROOT = Path(__file__).parents[2] / "ontology"
FILES = sorted([*ROOT.glob("*.ttl"), *ROOT.glob("shapes/*.ttl")])
FOREIGN = ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty")
PREFIX = re.compile(r"^@prefix ([a-z]*): <([^>]*)> \.$", re.MULTILINE)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_two_parsers_read_the_same_graph(path: Path):
    ours = to_rdflib_graph(ox.parse(path=str(path)))
    assert isomorphic(ours, rdflib.Graph().parse(path))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_prefixes_are_those_of_the_project_and_none_is_idle_or_missing(path: Path):
    text = path.read_text(encoding="utf-8")
    declared = dict(PREFIX.findall(text))
    known = {**PREFIXES, "shape": SHAPE.base}
    assert declared.items() <= known.items()
    assert text.count("@prefix") == len(declared)
    body = re.sub(r"<[^>\s]*>", "", PREFIX.sub("", text))
    idle = {p for p in declared if not re.search(rf"(?<![\w-]){p}:", body)}
    assert idle - ALLOWED_IDLE == set()


ALLOWED_IDLE = frozenset({"dcterms", "id", "xsd", "skos", "owl", "rdfs"})
"""The topic files of the ontology share one head."""


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_says_in_its_first_line_what_it_holds(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"# [A-Z].*\.", lines[0])
    assert max(len(line) for line in lines if '"' not in line and not line.startswith("#")) <= 120


def test_foreign_terms_are_declared_among_the_alignments_and_all_used(by_file, ontology_graph):
    kinds = {rdflib.OWL[kind.partition(":")[2]] for kind in FOREIGN}
    for file, graph in by_file.items():
        foreign = {
            s
            for kind in kinds
            for s in graph.subjects(rdflib.RDF.type, kind)
            if isinstance(s, rdflib.URIRef) and not s.startswith(PREFIXES["pact"])
        }
        if file != "alignments.ttl":
            assert foreign == set(), file
            continue
        assert foreign
        used = {term for s, p, o in graph for term in (p, o)}
        lists = {o for _, o in graph.subject_objects(rdflib.RDF.first)}
        subjects = {s for s, p in graph.subject_predicates() if p != rdflib.RDF.type}
        idle = {term for term in foreign if term not in used | lists | subjects}
        sources = [*ROOT.parent.glob("data/**/*.trig"), *ROOT.parent.glob("queries/*.rq")]
        sources += [*ROOT.parent.glob("src/**/*.py")]
        text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
        for term in sorted(idle):
            prefix, base = next((p, b) for p, b in PREFIXES.items() if term.startswith(b))
            local = term.removeprefix(base)
            pattern = rf"\b{prefix}:{local}\b|\b{prefix.upper()}\.{local}\b"
            assert re.search(pattern, text), f"{prefix}:{local} is declared and used nowhere"


def test_an_alignment_joins_terms_of_ours_to_terms_of_others(by_file):
    graph = by_file["alignments.ttl"]
    for predicate in (rdflib.RDFS.subClassOf, rdflib.RDFS.subPropertyOf):
        pairs = list(graph.subject_objects(predicate))
        assert pairs
        for ours, theirs in pairs:
            assert ours.startswith(PREFIXES["pact"])
            assert not theirs.startswith(PREFIXES["pact"])
