"""A project of one invented article, for the tests of the words."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts
from pactgraph.words.finding import Finding
from pactgraph.words.verification import Verification, verify

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"

_HEAD = """\
@base <https://w3id.org/pactgraph/article/cove> .
@prefix id: <https://w3id.org/pactgraph/id/> .
@prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@dataclass
class World:
    """A project of one article, "cove", with the ontology of the tiny project."""

    root: Path

    @property
    def texts(self) -> Texts:
        return Texts(self.root / "texts")

    @property
    def sources(self) -> Sources:
        return Sources.load(Project(self.root))

    def verify(self) -> Verification:
        return verify(self.sources, self.texts)

    @property
    def findings(self) -> list[Finding]:
        return list(self.verify().findings)

    @property
    def checks(self) -> list[str]:
        """What was found, by the names of the checks."""
        return sorted(finding.check.value for finding in self.findings)


def make_world(root: Path, text: str, record: str, graphs: str, entities: str) -> World:
    """Lay out a world in the folder ``root``, in place of the one that is there.

    In ``record`` and ``graphs`` a passage is written as its words, ``<[the words]>``;
    ``graphs`` is the part of the file after the record.
    """
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(TINY / "ontology", root / "ontology")
    for folder in ("data/articles", "data/entities", "texts"):
        (root / folder).mkdir(parents=True)
    shutil.copy(TINY / "data" / "entities" / "things.ttl", root / "data" / "entities")
    if entities:
        prefixes = "\n".join(_HEAD.splitlines()[1:])
        (root / "data/entities/more.ttl").write_text(f"{prefixes}\n{entities}")
    (root / "texts" / "cove.txt").write_text(text, encoding="utf-8", newline="")
    digest = hashlib.sha256(text.encode()).hexdigest()
    record = (
        f'GRAPH <cove/record> {{ <> a pact:Article ; pact:textDigest "sha256:{digest}" ;\n'
        f"  pact:textLength {len(text)} .\n{record}\n}}\n"
    )
    trig = re.sub(r"<\[(.*?)\]>", lambda words: _place(text, words[1]), record + graphs)
    (root / "data/articles/cove.trig").write_text(_HEAD + trig, encoding="utf-8")
    return World(root)


def _place(text: str, words: str) -> str:
    assert text.count(words) == 1, f"{words!r} stands {text.count(words)} times in the text"
    start = text.index(words)
    return f"<#char={start},{start + len(words)}>"
