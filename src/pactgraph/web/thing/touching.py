"""What touches a thing beside statements: disagreements, judgements, claims, links out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.results import Term
from pactgraph.showing import shown
from pactgraph.web.site import Site
from pactgraph.web.thing.statements import Statement
from pactgraph.web.viewed import Viewed

_FINDINGS = """
SELECT ?finding ?kind ?severity ?gist WHERE {
  {
    SELECT DISTINCT ?finding WHERE {
      { ?finding pact:disagreementAbout %(term)s }
      UNION
      {
        ?statement pact:opposedSubject|pact:opposedObject|pact:spokenBy %(term)s .
        ?finding pact:opposes ?statement .
      }
    }
  }
  ?finding a pact:Disagreement ;
    pact:gist ?gist ;
    pact:disagreementKind/rdfs:label ?kind ;
    pact:severity/rdfs:label ?severity .
}
ORDER BY STR(?severity) STR(?kind) STR(?gist) STR(?finding)
"""
_JUDGEMENTS = """
SELECT ?judgement ?label ?reason WHERE {
  ?judgement a pact:Judgement ;
    pact:judgedThing %s ;
    rdfs:label ?label .
  OPTIONAL { ?judgement pact:reason ?reason }
}
ORDER BY STR(?label) STR(?judgement)
"""
_CLAIMS = """
SELECT ?claim ?passage ?utterance ?speaker WHERE {
  VALUES ?claim { %s }
  ?claim pact:wordedIn ?passage .
  OPTIONAL {
    ?utterance pact:content ?claim .
    OPTIONAL { ?utterance pact:speaker ?speaker }
  }
}
ORDER BY STR(?claim) STR(?passage) STR(?utterance) STR(?speaker)
"""


@dataclass(frozen=True)
class Finding:
    """A disagreement that touches a thing."""

    iri: str
    kind: str
    severity: str
    gist: str


@dataclass(frozen=True)
class Judged:
    """A curator's judgement of a thing."""

    iri: str
    label: str
    reason: str


@dataclass(frozen=True)
class Claimed:
    """What a claim holds of a thing, who asserts it, and the passage that words it."""

    claim: str
    passages: tuple[str, ...]
    utterances: tuple[str, ...]
    speakers: tuple[str, ...]
    statements: tuple[Statement, ...]


def findings_of(site: Site, viewed: Viewed, iri: str) -> list[Finding]:
    """Return the disagreements that are about a thing, or that a side of names."""
    rows = site.rows(_FINDINGS % {"term": NamedNode(iri)}, viewed.kg)
    found = {texts[0]: Finding(*texts) for row in rows if (texts := _texts(row))}
    return list(found.values())


def judgements_of(site: Site, viewed: Viewed, iri: str) -> list[Judged]:
    """Return a curator's judgements of a thing."""
    rows = site.rows(_JUDGEMENTS % NamedNode(iri), viewed.kg)
    found = {texts[0]: Judged(*texts) for row in rows if (texts := _texts(row))}
    return list(found.values())


def claimed_of(site: Site, viewed: Viewed, statements: Iterable[Statement]) -> list[Claimed]:
    """Return claims with those of the statements that each holds."""
    held: dict[str, list[Statement]] = defaultdict(list)
    for one in statements:
        for name in one.claims:
            held[name].append(one)
    if not held:
        return []
    terms = " ".join(str(NamedNode(name)) for name in sorted(held))
    passages: dict[str, set[str]] = defaultdict(set)
    utterances: dict[str, set[str]] = defaultdict(set)
    speakers: dict[str, set[str]] = defaultdict(set)
    for claim, *parts in site.rows(_CLAIMS % terms, viewed.kg):
        assert isinstance(claim, NamedNode)
        for part, among in zip(parts, (passages, utterances, speakers), strict=True):
            if isinstance(part, NamedNode):
                among[claim.value].add(part.value)
    return [
        Claimed(
            name,
            tuple(sorted(passages[name])),
            tuple(sorted(utterances[name])),
            tuple(sorted(speakers[name])),
            tuple(statements),
        )
        for name, statements in sorted(held.items())
    ]


def _texts(row: Sequence[Term | None]) -> list[str]:
    return [shown(term.value) if isinstance(term, NamedNode | Literal) else "" for term in row]
