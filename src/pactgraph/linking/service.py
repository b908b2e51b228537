"""A reconciliation service, asked for candidates as its API says (version 0.2).

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections.abc import Sequence
from typing import Final

from pactgraph.linking.authorities import Authority
from pactgraph.linking.candidate import Candidate, TheirName
from pactgraph.linking.courtesy import AGENT, AskingFailed, Courtesy, Response
from pactgraph.linking.entity import Entity
from pactgraph.linking.kinds import kind_of_type

_GIVEN: Final = "the service"
_AT_ONCE: Final = 10


class ServiceFinder:
    """Finds candidates through a reconciliation service.

    Raises AskingFailed and TooSlow, for an answer too that is none of such a service.
    """

    def __init__(self, courtesy: Courtesy, *, limit: int = 8) -> None:
        self._courtesy = courtesy
        self._limit = limit
        self.manifest = self._object(self._send(None))
        self.space = self.manifest.get("identifierSpace")
        if not isinstance(self.space, str) or not self.space:
            raise self._malformed("its manifest names no identifierSpace")

    @property
    def title(self) -> str:
        """What the service calls itself."""
        name = self.manifest.get("name")
        return name if isinstance(name, str) else self._courtesy.url

    def authority(self, name: str) -> Authority:
        """Return the data set whose identifiers the service gives, under a name of ours."""
        assert isinstance(self.space, str)
        return Authority(name, self.title, name.replace("-", "_"), (self.space,))

    def find(self, entities: Sequence[Entity]) -> dict[str, list[Candidate]]:
        """Return, for each entity's IRI, what the service finds by any of its names."""
        asked = [(entity.iri, name) for entity in entities for name in entity.all_names]
        found: dict[str, dict[str, Candidate]] = {entity.iri: {} for entity in entities}
        for start in range(0, len(asked), _AT_ONCE):
            batch = asked[start : start + _AT_ONCE]
            queries = {
                f"q{number}": {"query": name, "limit": self._limit}
                for number, (_, name) in enumerate(batch)
            }
            answer = self._object(self._send(queries))
            for number, (iri, _) in enumerate(batch):
                for candidate in self._results(answer.get(f"q{number}")):
                    known = found[iri].setdefault(candidate.iri, candidate)
                    known.service = max(known.service or 0.0, candidate.service or 0.0)
        return {iri: list(candidates.values()) for iri, candidates in found.items()}

    def _results(self, answered: object) -> list[Candidate]:
        results = answered.get("result") if isinstance(answered, dict) else None
        if not isinstance(results, list):
            raise self._malformed("a query has no list of results")
        return [self._candidate(result) for result in results]

    def _candidate(self, result: object) -> Candidate:
        if not isinstance(result, dict) or not isinstance(result.get("id"), str):
            raise self._malformed("a result has no id")
        key, name = result["id"], result.get("name")
        iri = key if key.startswith(("http://", "https://")) else f"{self.space}{key}"
        candidate = Candidate(iri, service=_share(result.get("score")))
        if isinstance(name, str):
            candidate.names.append(TheirName(name, _GIVEN))
        description = result.get("description")
        candidate.description = description if isinstance(description, str) else ""
        types = result.get("type")
        for told in types if isinstance(types, list) else []:
            self._take_type(candidate, told)
        return candidate

    def _take_type(self, candidate: Candidate, told: object) -> None:
        if isinstance(told, dict):
            key, label = told.get("id"), told.get("name")
        else:
            key, label = told, None
        if not isinstance(key, str):
            raise self._malformed("a type has no id")
        space = self.manifest.get("schemaSpace")
        wikidata = key.startswith("Q") and isinstance(self.space, str)
        base = self.space if wikidata else space
        iri = key if "://" in key else f"{base if isinstance(base, str) else ''}{key}"
        shown = label if isinstance(label, str) else key
        candidate.types[iri] = shown
        kind = kind_of_type(iri)
        if kind is not None:
            candidate.kinds.setdefault(kind, f"type {shown}")

    def _send(self, queries: object | None) -> bytes:
        data = None
        if queries is not None:
            data = urllib.parse.urlencode({"queries": json.dumps(queries)}).encode()
        request = urllib.request.Request(
            self._courtesy.url,
            data=data,
            headers={"User-Agent": AGENT, "Accept": "application/json"},
        )

        def send() -> Response:
            timeout = self._courtesy.timeout
            response: Response = urllib.request.urlopen(request, timeout=timeout)
            return response

        return self._courtesy.ask(send)[1]

    def _object(self, body: bytes) -> dict[str, object]:
        try:
            data = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise self._malformed(str(error)) from error
        if not isinstance(data, dict):
            raise self._malformed("it is no object")
        return data

    def _malformed(self, why: str) -> AskingFailed:
        return AskingFailed(
            "malformed",
            f"its answer is none of a reconciliation service (API 0.2): {why}",
            self._courtesy.url,
            "give the address at which the service shows its manifest",
        )


def _share(score: object) -> float:
    """Return a service's score, which runs to 100 mostly and is not bound to, as 0 to 1."""
    if isinstance(score, bool) or not isinstance(score, int | float):
        return 0.0
    return min(max(float(score), 0.0), 100.0) / 100
