"""The reconciliation service over HTTP, asked by a client that goes about it as OpenRefine does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from gateway_world import FORM, Answer, Server, serving
from jsonschema import Draft202012Validator

ELSEWHERE = "http://127.0.0.1:3333"
"""Where OpenRefine is: another origin than the service's."""

JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
"""What a Java program says that it accepts if nobody tells it otherwise."""


@dataclass
class Client:
    """A client of the protocol, which knows nothing but the URL of the service.

    What comes back is held against the schema that the server itself tells for it.
    """

    server: Server
    path: str = "/reconcile"
    manifest: dict[str, Any] = field(default_factory=dict)
    schemas: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.schemas = self.server.ask("/openapi.json").json["components"]
        self.manifest = self.checked("Manifest", self.get(self.path))

    def get(self, url: str) -> Answer:
        """Ask a URL of the service, which has to be on the server that it was found on."""
        parts = urlsplit(url)
        assert parts.netloc in ("", urlsplit(self.server.url).netloc)
        got = self.server.ask(
            parts.path + (f"?{parts.query}" if parts.query else ""),
            headers={"Origin": ELSEWHERE, "Accept": "application/json, */*;q=0.1"},
        )
        assert got.headers["access-control-allow-origin"] == "*"
        return got

    def post(self, name: str, content: object) -> Answer:
        """Send a form as OpenRefine's server side does."""
        body = urlencode({name: json.dumps(content)})
        return self.server.ask(self.path, "POST", {"Content-Type": FORM, "Accept": JAVA}, body)

    def checked(self, schema: str, got: Answer) -> Any:
        """Return the JSON of an answer that is as described."""
        assert got.status == 200, got.text
        assert got.media_type == "application/json"
        whole = {"$ref": f"#/components/schemas/{schema}", "components": self.schemas}
        Draft202012Validator(whole).validate(got.json)
        return got.json

    def match(
        self,
        cells: Sequence[str],
        of_type: str | None = None,
        columns: Mapping[str, Sequence[object]] | None = None,
    ) -> list[list[dict[str, Any]]]:
        """Return the candidates for each cell of a column, asked in batches."""
        rows: list[dict[str, Any]] = []
        for at, cell in enumerate(cells):
            row: dict[str, Any] = {"query": cell, "limit": 5, "type_strict": "should"}
            if of_type is not None:
                row["type"] = of_type
            if columns:
                row["properties"] = [{"pid": pid, "v": v[at]} for pid, v in columns.items()]
            rows.append(row)
        found = []
        size = self.manifest["batchSize"]
        for start in range(0, len(rows), size):
            batch = {f"q{at}": row for at, row in enumerate(rows[start : start + size])}
            answer = self.checked("Candidates", self.post("queries", batch))
            assert list(answer) == list(batch)
            found += [answer[name]["result"] for name in batch]
        return found

    def suggest(self, kind: str, prefix: str, cursor: int | None = None) -> list[dict[str, Any]]:
        """Return what is suggested to somebody who has typed some letters."""
        where = self.manifest["suggest"][kind]
        asked = {"prefix": prefix} | ({} if cursor is None else {"cursor": str(cursor)})
        got = self.get(f"{where['service_url']}{where['service_path']}?{urlencode(asked)}")
        found: list[dict[str, Any]] = self.checked("Suggestions", got)["result"]
        return found

    def extend(self, ids: Sequence[str], properties: Sequence[str]) -> dict[str, Any]:
        """Return the values of properties of things."""
        asked = {"ids": list(ids), "properties": [{"id": one} for one in properties]}
        answer: dict[str, Any] = self.checked("Extended", self.post("extend", asked))
        assert set(answer["rows"]) == set(ids)
        assert all(list(row) == list(properties) for row in answer["rows"].values())
        return answer

    def at(self, template: str, identifier: str) -> Answer:
        """Open a URL of the manifest for a thing."""
        url = template.replace("{{id}}", quote(identifier, safe=""))
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return self.server.ask(path, headers={"Accept": "text/html"})


@pytest.fixture(scope="module")
def server(served_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(served_project, tmp_path_factory.mktemp("matched"), "--workers", "1") as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Client:
    return Client(server)


def test_the_manifest_says_what_identifiers_mean(client: Client) -> None:
    told = client.manifest
    assert told["versions"] == ["0.1", "0.2"]
    assert told["identifierSpace"] == "https://w3id.org/pactgraph/id/"
    assert told["schemaSpace"] == "https://w3id.org/pactgraph/ontology#"
    assert {"id": "Person", "name": "person"} in told["defaultTypes"]
    assert client.server.ask(urlsplit(told["documentation"]).path).status == 200


def test_a_table_is_matched_extended_and_looked_at(client: Client) -> None:
    """The way of a user: choose a type, match a column, fetch columns, look at a match."""
    (kind,) = client.suggest("type", "organ")[:1]
    matched = client.match(["Tirra", "council of lagoons", "Atlantis"], kind["id"])
    best = [found[0] if found else None for found in matched]
    assert [one and one["id"] for one in best] == ["tirra", "council-of-lagoons", None]
    assert all(one is None or (one["match"] and one["score"] == 100) for one in best)
    where = client.manifest["extend"]["propose_properties"]
    url = f"{where['service_url']}{where['service_path']}?type={kind['id']}&limit=40"
    proposed = client.checked("ProposedProperties", client.get(url))
    names = {one["id"]: one["name"] for one in proposed["properties"]}
    assert {"memberOf", "contributesTo", "skos:exactMatch"} <= set(names)
    told = client.extend(["tirra", "council-of-lagoons"], ["memberOf", "^memberOf", "name"])
    assert [one["name"] for one in told["meta"]] == ["member of", "inverse of “member of”", "name"]
    tirra, council = told["rows"]["tirra"], told["rows"]["council-of-lagoons"]
    assert tirra["memberOf"] == [{"id": "council-of-lagoons", "name": "Council of Lagoons"}]
    assert council["^memberOf"] == [{"id": "tirra", "name": "Tirra"}]
    assert tirra["name"] == [{"str": "Tirra"}]
    shown = client.at(client.manifest["preview"]["url"], "tirra")
    assert shown.status == 200
    assert "A coastal state." in shown.text
    page = client.at(client.manifest["view"]["url"], "tirra")
    assert page.status == 200
    assert "Tirra" in page.text


def test_a_column_beside_it_tells_namesakes_apart(client: Client) -> None:
    """A short name alone is not enough to be sure; with what else is known it is."""
    (alone,) = client.match(["Council"], "Organisation")
    assert alone[0]["id"] == "council-of-lagoons"
    assert not any(one["match"] for one in alone)
    # The value was matched before, and so comes as a thing.
    tirra = {"id": "tirra", "name": "Tirra"}
    (beside,) = client.match(["Council"], "Organisation", {"^memberOf": [tirra]})
    assert (beside[0]["id"], beside[0]["match"]) == ("council-of-lagoons", True)
    assert beside[0]["score"] > alone[0]["score"]
    assert {"id": "property:^memberOf", "value": 100.0} in beside[0]["features"]
    (against,) = client.match(["Council of Lagoons"], None, {"^memberOf": ["Maristan"]})
    assert against[0]["id"] == "council-of-lagoons"
    assert not against[0]["match"]
    assert against[0]["score"] < 100


def test_a_long_column_goes_in_batches(client: Client) -> None:
    size = client.manifest["batchSize"]
    cells = ["Tirra", "Maristan", "Port Selm"] * (size // 2)
    ids = [found[0]["id"] for found in client.match(cells)]
    assert ids == ["tirra", "maristan", "port-selm"] * (size // 2)
    over = client.post("queries", {f"q{at}": {"query": "Tirra"} for at in range(size + 1)})
    assert over.status == 413
    assert over.media_type == "application/problem+json"
    assert over.json["status"] == 413


def test_typing_finds_by_beginning_and_by_identifier(client: Client) -> None:
    assert [one["id"] for one in client.suggest("entity", "tir")][:1] == ["tirra"]
    assert client.suggest("entity", "port-selm")[0]["name"] == "Port Selm"
    assert client.suggest("entity", "https://w3id.org/pactgraph/id/tirra")[0]["id"] == "tirra"
    assert client.suggest("property", "member o")[0]["id"] == "memberOf"
    assert client.suggest("type", "zzz") == []
    everything = client.suggest("entity", "")
    assert client.suggest("entity", "", 3) == everything[3:]


def test_get_gives_what_post_gives(client: Client) -> None:
    batch = json.dumps({"q0": {"query": "Tirra"}})
    by_get = client.get(f"/reconcile?{urlencode({'queries': batch})}")
    assert by_get.json == client.post("queries", json.loads(batch)).json
    assert by_get.headers["etag"]
    again = client.server.ask(
        f"/reconcile?{urlencode({'queries': batch})}",
        headers={"If-None-Match": by_get.headers["etag"]},
    )
    assert again.status == 304
    posted = client.post("queries", json.loads(batch))
    assert posted.headers["cache-control"] == "no-store"
    assert "etag" not in posted.headers


def test_only_the_preview_may_be_framed(client: Client) -> None:
    preview = client.at(client.manifest["preview"]["url"], "tirra").headers
    assert "frame-ancestors *" in preview["content-security-policy"]
    assert "default-src 'none'" in preview["content-security-policy"]
    assert "script-src" not in preview["content-security-policy"]
    assert "x-frame-options" not in preview
    assert preview["access-control-allow-origin"] == "*"
    assert preview["cross-origin-resource-policy"] == "cross-origin"
    for path in ("/page/id/tirra", "/", "/reconcile", "/reconcile/preview?id=nobody"):
        headers = client.server.ask(path, headers={"Accept": "text/html, */*;q=0.1"}).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert headers["x-frame-options"] == "DENY", path


def test_a_browser_is_told_that_forms_are_taken(client: Client) -> None:
    preflight = client.server.ask(
        "/reconcile",
        "OPTIONS",
        {"Origin": ELSEWHERE, "Access-Control-Request-Method": "POST"},
    )
    assert preflight.status == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert preflight.headers["access-control-allow-origin"] == "*"
    # The other documents can be read, and nothing else.
    for path in ("/reconcile/suggest/entity", "/reconcile/preview", "/articles"):
        refused = client.server.ask(path, "POST", {"Content-Type": FORM}, "queries=%7B%7D")
        assert refused.status == 405, path
        assert "POST" not in refused.headers["allow"]


@pytest.mark.parametrize(
    ("body", "content_type", "status", "says"),
    [
        ("queries=%7B", FORM, 400, "line 1, column 2"),
        ("queries=", FORM, 400, "empty"),
        ("queries=%5B%5D", FORM, 400, "queries is no object"),
        ("other=1", FORM, 400, "none of the fields"),
        ("queries=%7B%7D&queries=%7B%7D", FORM, 400, "2 times"),
        ("queries=%7B%7D&extend=%7B%7D", FORM, 400, "one request"),
        ("queries=%FF", FORM, 400, "UTF-8"),
        ('{"q0": {"query": "Tirra"}}', "application/json", 415, "type"),
        ("queries=%7B%7D", FORM + "; charset=utf-16", 415, "type"),
    ],
)
def test_what_is_no_request_of_the_protocol_is_told_so(
    server: Server, body: str, content_type: str, status: int, says: str
) -> None:
    got = server.ask("/reconcile", "POST", {"Content-Type": content_type}, body)
    assert got.status == status
    assert got.media_type == "application/problem+json"
    assert says in got.json["title"]
    assert got.headers["access-control-allow-origin"] == "*"


def test_a_form_that_is_too_long_is_refused(server: Server) -> None:
    got = server.ask("/reconcile", "POST", {"Content-Type": FORM}, "queries=" + "x" * 2_000_000)
    assert got.status == 413
    assert server.ask("/reconcile").status == 200


def test_no_answer_is_a_script(server: Server) -> None:
    script = server.ask("/reconcile?callback=stolen")
    assert script.status == 400
    assert script.headers["x-content-type-options"] == "nosniff"
    assert "CORS" in script.json["hint"]
