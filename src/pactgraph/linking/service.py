"""A reconciliation service, asked for candidates as its API says (version 0.2).

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

import json
import math
import urllib.parse
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pactgraph.errors import BadInput
from pactgraph.linking.authorities import Authority
from pactgraph.linking.candidate import Candidate, TheirName
from pactgraph.linking.courtesy import AGENT, AskingFailed, Courtesy, Response, TooSlow, check_url
from pactgraph.linking.entity import Entity
from pactgraph.linking.redirects import open_request
from pactgraph.linking.service_manifest import ServiceManifest, known_of, property_in

_GIVEN: Final = "the service"
_SHOWN: Final = 120


@dataclass(frozen=True)
class _Asked:
    """A name of one of our things, and the query by which it is asked for."""

    iri: str
    query: Mapping[str, object]

    @property
    def by_name(self) -> _Asked:
        """The query by the name alone."""
        return _Asked(self.iri, {key: self.query[key] for key in ("query", "limit")})


class ServiceFinder:
    """Finds candidates through a reconciliation service.

    A thing is asked for by every name, with the types that its service proposes for such
    things, and with what is known of it by properties that the service has; by a name alone
    where that brings nothing. Raises AskingFailed and TooSlow, for an answer too that is none
    of such a service.
    """

    def __init__(self, courtesy: Courtesy, *, limit: int = 8) -> None:
        self._courtesy = courtesy
        self._limit = limit
        manifest = ServiceManifest.read(self._object(self._send(courtesy.url)), courtesy.url)
        if manifest is None:
            raise self._malformed("its manifest names no identifierSpace")
        self.manifest = manifest
        self._properties: dict[str, str | None] = {}
        self._tells_properties = manifest.properties is not None

    @property
    def title(self) -> str:
        """What the service calls itself."""
        return self.manifest.title

    def authority(self, name: str) -> Authority:
        """Return the data set whose identifiers the service gives, under a name of ours."""
        told = self.manifest
        return Authority(name, told.title, name.replace("-", "_"), (told.space,))

    def find(self, entities: Sequence[Entity]) -> dict[str, list[Candidate]]:
        """Return, for each entity's IRI, what the service finds by any of its names."""
        asked = [one for entity in entities for one in self._queries(entity)]
        found: dict[str, dict[str, Candidate]] = {entity.iri: {} for entity in entities}
        without = self._take(asked, found)
        self._take([one.by_name for one in without if one.by_name != one], found)
        return {iri: list(candidates.values()) for iri, candidates in found.items()}

    def _queries(self, entity: Entity) -> Iterable[_Asked]:
        more: dict[str, object] = {}
        types = self.manifest.types_for(entity.kind)
        if types:
            more |= {"type": types, "type_strict": "any"}
        properties = [
            {"pid": pid, "v": list(some)}
            for names, some in known_of(entity)
            if (pid := self._property(names)) is not None
        ]
        if properties:
            more["properties"] = properties
        for name in entity.all_names:
            yield _Asked(entity.iri, {"query": name, "limit": self._limit, **more})

    def _take(self, asked: list[_Asked], found: dict[str, dict[str, Candidate]]) -> list[_Asked]:
        """Ask in batches and take in what comes; return the queries that brought nothing."""
        without = []
        size = self.manifest.batch
        for start in range(0, len(asked), size):
            batch = asked[start : start + size]
            queries = {f"q{number}": one.query for number, one in enumerate(batch)}
            answer = self._object(self._send(self._courtesy.url, queries))
            for number, one in enumerate(batch):
                results = self._results(answer, f"q{number}")
                if not results:
                    without.append(one)
                for candidate in results:
                    known = found[one.iri].setdefault(candidate.iri, candidate)
                    known.service = max(known.service or 0.0, candidate.service or 0.0)
        return without

    def _property(self, names: Sequence[str]) -> str | None:
        """Return what the service calls the first of some properties that it has."""
        for name in names:
            if name not in self._properties:
                self._properties[name] = self._suggested(name)
            if self._properties[name] is not None:
                return self._properties[name]
        return None

    def _suggested(self, name: str) -> str | None:
        url = self.manifest.properties
        if url is None or not self._tells_properties:
            return None
        url += ("&" if "?" in url else "?") + urllib.parse.urlencode({"prefix": name})
        try:
            check_url(url)
            return property_in(self._object(self._send(url)), name)
        except (AskingFailed, TooSlow, BadInput) as error:
            # It can be asked by name and type all the same.
            self._tells_properties = False
            self._courtesy.say(f"it does not tell what its properties are: {error.message}")
            return None

    def _results(self, answer: Mapping[str, object], key: str) -> list[Candidate]:
        answered = answer.get(key)
        results = answered.get("result") if isinstance(answered, dict) else None
        if isinstance(results, list):
            return [self._candidate(result) for result in results]
        told = answered if isinstance(answered, dict) else answer
        said = next((told[word] for word in ("error", "message") if told.get(word)), None)
        if said is None:
            raise self._malformed("a query has no list of results")
        shown = " ".join(str(said).split())[:200]
        raise AskingFailed("refused", f"it refuses a query: {shown}", self._courtesy.url)

    def _candidate(self, result: object) -> Candidate:
        if not isinstance(result, dict) or not isinstance(result.get("id"), str):
            raise self._malformed("a result has no id")
        name = result.get("name")
        candidate = Candidate(
            self.manifest.iri_of(result["id"]), service=_share(result.get("score"))
        )
        if isinstance(name, str):
            candidate.names.append(TheirName(name, _GIVEN))
        description = result.get("description")
        candidate.description = description if isinstance(description, str) else ""
        types = result.get("type")
        for told in types if isinstance(types, list) else []:
            self._take_type(candidate, told)
        return candidate

    def _take_type(self, candidate: Candidate, told: object) -> None:
        key, label = (told.get("id"), told.get("name")) if isinstance(told, dict) else (told, None)
        if not isinstance(key, str):
            raise self._malformed("a type has no id")
        shown = label if isinstance(label, str) else self.manifest.types.get(key, key)
        candidate.types[self.manifest.iri_of_type(key)] = shown
        kind = self.manifest.kind_of(key, shown)
        if kind is not None:
            candidate.kinds.setdefault(kind, f"type {shown}")

    def _send(self, url: str, queries: object | None = None) -> bytes:
        data = None
        if queries is not None:
            data = urllib.parse.urlencode({"queries": json.dumps(queries)}).encode()
        headers = {"User-Agent": AGENT, "Accept": "application/json"}
        request = urllib.request.Request(url, data=data, headers=headers)

        def send() -> Response:
            return open_request(request, self._courtesy.timeout)

        return self._courtesy.ask(send)[1]

    def _object(self, body: bytes) -> dict[str, object]:
        try:
            data = json.loads(body)
        except (ValueError, RecursionError) as error:
            start = " ".join(body[:_SHOWN].decode("utf-8", "replace").split())
            raise self._malformed(f"it is no JSON, and begins: {start}") from error
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
    return min(max(float(score), 0.0), 100.0) / 100 if math.isfinite(score) else 0.0
