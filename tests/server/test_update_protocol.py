"""The W3C's tests of the SPARQL 1.1 Protocol for updates and of the Graph Store, as requests.

Each test is named as the suite names it. Its data are four small documents, each a graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from gateway_world import FORM, Answer, Server
from writable_world import (
    AUTHORISED,
    EX,
    TURTLE,
    UPDATE,
    content,
    graph_store,
    put,
    update,
    writable,
)

DATA = [f"{EX}data{number}" for number in (1, 2, 3)]
DOCUMENT, IMAGE, BOTH = f"<{EX}Document>", f"<{EX}Image>", f"<{EX}protocol-test>"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    # Every change has new workers read it, and one is enough for who asks one after the other.
    with writable(tmp_path_factory.mktemp("protocol"), options=["--workers", "1"]) as running:
        yield running


@pytest.fixture(autouse=True)
def documents(server: Server) -> None:
    """Put the documents, each in a graph of its own, and nothing else."""
    parts = " ".join(f"GRAPH <{iri}> {{ <{iri}> a {DOCUMENT} }}" for iri in DATA)
    changed = update(server, f"DROP ALL ; INSERT DATA {{ {parts} }}")
    assert changed.status == 204, changed.text


def post_form(server: Server, *pairs: tuple[str, str], **headers: str) -> Answer:
    named = {"Content-Type": FORM, **AUTHORISED, **headers}
    return server.ask("/sparql", "POST", named, urlencode(pairs))


MARK = f"INSERT {{ GRAPH {BOTH} {{ ?s a {IMAGE} }} }} WHERE {{ ?s a {DOCUMENT} }}"
MARKED_NAMED = (
    f"INSERT {{ GRAPH {BOTH} {{ ?s a {IMAGE} }} }} WHERE {{ GRAPH ?g {{ ?s a {DOCUMENT} }} }}"
)


def marked(server: Server) -> set[str]:
    lines = (line.split(",") for line in content(server))
    return {subject for graph, subject, _, _ in lines if f"<{graph}>" == BOTH}


# Updates.


def test_update_dataset_default_graph(server: Server) -> None:
    got = update(server, MARK, [("using-graph-uri", DATA[0])])
    assert got.status == 204
    assert marked(server) == {DATA[0]}


def test_update_dataset_default_graphs(server: Server) -> None:
    got = update(server, MARK, [("using-graph-uri", DATA[0]), ("using-graph-uri", DATA[1])])
    assert got.status == 204
    assert marked(server) == {DATA[0], DATA[1]}


def test_update_dataset_named_graphs(server: Server) -> None:
    named = [("using-named-graph-uri", DATA[0]), ("using-named-graph-uri", DATA[1])]
    assert update(server, MARKED_NAMED, named).status == 204
    assert marked(server) == {DATA[0], DATA[1]}


def test_update_dataset_full(server: Server) -> None:
    text = (
        f"INSERT {{ GRAPH {BOTH} {{ ?s a {IMAGE} . ?t a {IMAGE} }} }} "
        f"WHERE {{ ?s a {DOCUMENT} . GRAPH ?g {{ ?t a {DOCUMENT} }} }}"
    )
    dataset = [("using-graph-uri", DATA[0]), ("using-named-graph-uri", DATA[1])]
    assert update(server, text, dataset).status == 204
    assert marked(server) == {DATA[0], DATA[1]}
    assert post_form(server, ("update", f"DROP GRAPH {BOTH}")).status == 204
    assert post_form(server, ("update", text), *dataset).status == 204
    assert marked(server) == {DATA[0], DATA[1]}


def test_update_post_form(server: Server) -> None:
    assert post_form(server, ("update", "CLEAR ALL")).status == 204
    assert content(server) == set()


def test_update_post_direct(server: Server) -> None:
    assert update(server, "CLEAR NAMED").status == 204
    assert content(server) == set()


def test_update_base_uri(server: Server) -> None:
    """A relative IRI is resolved, against the BASE that the update declares if it has one."""
    text = f"BASE <{EX}base/> CLEAR ALL ; INSERT DATA {{ GRAPH <g> {{ <s> <p> <../o> }} }}"
    assert update(server, text).status == 204
    assert content(server) == {f"{EX}base/g,{EX}base/s,{EX}base/p,{EX}o"}
    assert update(server, "CLEAR ALL ; INSERT DATA { <s> <p> <o> }").status == 204
    (line,) = content(server)
    assert all(iri.startswith("https://") for iri in line.split(",")[1:])


@pytest.fixture
def unchanged(server: Server) -> Iterator[None]:
    """Hold that a test changes nothing."""
    before = content(server)
    yield
    assert content(server) == before


@pytest.mark.usefixtures("unchanged")
class TestBadUpdates:
    def test_bad_multiple_updates(self, server: Server) -> None:
        got = post_form(server, ("update", "CLEAR NAMED"), ("update", "CLEAR DEFAULT"))
        assert got.status == 400

    def test_bad_update_get(self, server: Server) -> None:
        got = server.ask("/sparql?update=CLEAR%20ALL", headers=AUTHORISED)
        assert got.status == 400

    def test_bad_update_wrong_media_type(self, server: Server) -> None:
        headers = {"Content-Type": "text/plain", **AUTHORISED}
        assert server.ask("/sparql", "POST", headers, "CLEAR NAMED").status == 415

    def test_bad_update_missing_form_type(self, server: Server) -> None:
        got = server.ask("/sparql", "POST", AUTHORISED, urlencode({"update": "CLEAR NAMED"}))
        assert got.status == 415

    def test_bad_update_non_utf8(self, server: Server) -> None:
        headers = {"Content-Type": "application/sparql-update; charset=UTF-16", **AUTHORISED}
        got = server.ask("/sparql", "POST", headers, "CLEAR NAMED".encode("utf-16"))
        assert got.status == 415
        latin = "INSERT DATA { <a:a> <a:p> 'é' }".encode("latin-1")
        assert server.ask("/sparql", "POST", {**UPDATE, **AUTHORISED}, latin).status == 400

    def test_bad_update_syntax(self, server: Server) -> None:
        got = post_form(server, ("update", "CLEAR XYZ"))
        assert got.status == 400
        assert got.json["line"] == 1
        assert got.json["title"] == "not valid SPARQL"

    def test_bad_update_dataset_conflict(self, server: Server) -> None:
        using = f"INSERT {{ ?s a {IMAGE} }} USING <{DATA[0]}> WHERE {{ ?s a {DOCUMENT} }}"
        got = post_form(server, ("using-named-graph-uri", DATA[1]), ("update", using))
        assert got.status == 400
        with_graph = f"WITH <{DATA[0]}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"
        got = post_form(server, ("using-graph-uri", DATA[1]), ("update", with_graph))
        assert got.status == 400

    @pytest.mark.parametrize(
        "text",
        [
            "DROP GRAPH <no:such>",
            "CLEAR GRAPH <no:such>",
            "MOVE <no:such> TO <a:b>",
            f"INSERT DATA {{ <a:a> <a:p> 1 }} ; DROP GRAPH <{EX}no%0Asuch>",
            f"CREATE GRAPH <{DATA[0]}>",
        ],
    )
    def test_an_operation_on_a_graph_that_cannot_be_its(self, server: Server, text: str) -> None:
        got = update(server, text)
        assert got.status == 409
        assert got.json["title"].endswith(("does not exist", "already exists"))
        assert "SILENT" in got.json["hint"]

    def test_bad_update_and_query(self, server: Server) -> None:
        assert post_form(server, ("update", "CLEAR ALL"), ("query", "ASK {}")).status == 400


# The Graph Store. It is not asked for graphs under its own URL, but by ?graph= and ?default.

GRAPH = f"{EX}person/1.ttl"
PERSON = f'<{EX}person/1> a <{EX}Person> ; <{EX}name> "Ann" .'
OTHER = f'<{EX}person/1> a <{EX}Person> ; <{EX}name> "Bo" .'


def names(server: Server, graph: str | None = GRAPH, accept: str = "text/turtle") -> set[str]:
    """Return the names that a graph has."""
    got = server.ask(graph_store(graph), headers={"Accept": accept})
    assert (got.status, got.media_type) == (200, accept), got.text
    return {name for name in ("Ann", "Bo", "Cy") if f'"{name}"' in got.text}


def test_put_initial_state(server: Server) -> None:
    got = put(server, GRAPH, PERSON)
    assert (got.status, got.body) == (201, b"")
    assert got.headers["location"] == graph_store(GRAPH)
    assert names(server) == {"Ann"}


def test_put_graph_already_in_store(server: Server) -> None:
    assert put(server, GRAPH, PERSON).status == 201
    assert put(server, GRAPH, OTHER).status == 204
    assert names(server) == {"Bo"}


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/rdf+xml"])
def test_get_of_put(server: Server, accept: str) -> None:
    put(server, GRAPH, PERSON)
    got = server.ask(graph_store(GRAPH), headers={"Accept": accept})
    assert (got.status, got.media_type) == (200, accept)
    assert "Ann" in got.text


def test_put_empty_graph(server: Server) -> None:
    """A graph with nothing in it is there all the same."""
    assert put(server, GRAPH, "").status == 201
    assert names(server) == set()
    assert server.ask(graph_store(GRAPH)).status == 200


def test_put_mismatched_payload(server: Server) -> None:
    headers = {"Content-Type": "application/rdf+xml", **AUTHORISED}
    got = server.ask(graph_store(GRAPH), "PUT", headers, PERSON)
    assert got.status == 400
    assert "the body:1" in got.json["title"]
    assert server.ask(graph_store(GRAPH)).status == 404


def test_put_default_graph(server: Server) -> None:
    assert put(server, None, PERSON).status == 204
    assert names(server, None) == {"Ann"}
    assert put(server, None, OTHER).status == 204
    assert names(server, None) == {"Bo"}


def test_delete_existing_graph(server: Server) -> None:
    put(server, GRAPH, PERSON)
    assert server.ask(graph_store(GRAPH), "DELETE", AUTHORISED).status == 204
    assert names(server, None) == set()


def test_get_of_delete_existing_graph(server: Server) -> None:
    put(server, GRAPH, PERSON)
    server.ask(graph_store(GRAPH), "DELETE", AUTHORISED)
    assert server.ask(graph_store(GRAPH)).status == 404
    assert server.ask(graph_store(GRAPH), "HEAD").status == 404


def test_delete_nonexistent_graph(server: Server) -> None:
    assert server.ask(graph_store(f"{EX}nothing"), "DELETE", AUTHORISED).status == 404


def test_post_existing_graph(server: Server) -> None:
    put(server, GRAPH, PERSON)
    assert put(server, GRAPH, OTHER, "POST").status == 204
    assert names(server) == {"Ann", "Bo"}


def test_post_create_new_graph(server: Server) -> None:
    """A graph comes to be by a POST to its name; the store makes up no names itself."""
    assert put(server, GRAPH, PERSON, "POST").status == 201
    assert names(server) == {"Ann"}
    got = server.ask("/graph-store", "POST", {**TURTLE, **AUTHORISED}, PERSON)
    assert got.status == 400
    assert "?graph=" in got.json["hint"]


def test_post_multipart(server: Server) -> None:
    """Several documents in one request are not taken, and that is said."""
    headers = {"Content-Type": "multipart/form-data; boundary=x", **AUTHORISED}
    part = "--x\r\nContent-Disposition: form-data; name=a\r\nContent-Type: text/turtle\r\n\r\n"
    got = server.ask(graph_store(GRAPH), "POST", headers, f"{part}{PERSON}\r\n--x--\r\n")
    assert got.status == 415
    assert "text/turtle" in got.json["hint"]
    assert server.ask(graph_store(GRAPH)).status == 404


def test_post_empty_graph_existing(server: Server) -> None:
    put(server, GRAPH, PERSON)
    assert put(server, GRAPH, "", "POST").status == 204
    assert names(server) == {"Ann"}


def test_head_on_an_existing_graph(server: Server) -> None:
    put(server, GRAPH, PERSON)
    got = server.ask(graph_store(GRAPH), "HEAD", {"Accept": "text/turtle"})
    assert (got.status, got.media_type, got.body) == (200, "text/turtle", b"")
    assert int(got.headers["content-length"]) > 0


def test_other_methods_and_options(server: Server) -> None:
    methods = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
    got = server.ask(graph_store(GRAPH), "OPTIONS")
    assert (got.status, got.headers["allow"]) == (204, methods)
    got = server.ask(graph_store(GRAPH), "PATCH", AUTHORISED, "")
    assert (got.status, got.headers["allow"]) == (405, methods)


@pytest.mark.parametrize(
    "where",
    ["", "?graph=relative", "?graph=a%3Eb", "?default&graph=http://a/b", "?graph=a:b&graph=a:c"],
)
def test_which_graph_is_meant_must_be_plain(server: Server, where: str) -> None:
    assert server.ask(f"/graph-store{where}").status == 400
    got = server.ask(f"/graph-store{where}", "DELETE", AUTHORISED)
    assert got.status == 400


@pytest.mark.parametrize(
    "iri", ["http://ex.org/%", "http://ex.org/a b", "http://ex.org:x/", "http://[::z]/", "a:\ue000"]
)
def test_a_graph_is_named_by_what_every_part_takes_for_an_iri(server: Server, iri: str) -> None:
    for got in (
        put(server, iri, PERSON),
        server.ask(graph_store(iri)),
        server.ask(graph_store(iri), "DELETE", AUTHORISED),
        update(server, "DELETE WHERE { ?s ?p ?o }", [("using-graph-uri", iri)]),
    ):
        assert (got.status, got.json["title"].split(maxsplit=1)[1]) == (
            400,
            "is not an absolute IRI",
        )
        assert got.json["detail"]


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,<b>"])
def test_a_graph_of_any_scheme_is_kept_and_never_a_link(server: Server, iri: str) -> None:
    plain = quote(iri, safe=":(),/")
    assert put(server, plain, f"<{EX}thing> <{EX}name> <{plain}> .").status == 201
    for path in ("/", f"/describe?iri={quote(EX)}thing"):
        got = server.ask(path, headers={"Accept": "text/html"})
        assert got.status == 200
        assert 'href="javascript:' not in got.text
        assert 'href="data:' not in got.text
    assert "alert" in got.text or "text/html" in got.text


def test_blank_nodes_of_two_bodies_are_not_the_same(server: Server) -> None:
    body = f'_:a <{EX}name> "Ann" .'
    for _ in range(2):
        put(server, GRAPH, body, "POST")
    assert sum(line.startswith(GRAPH) for line in content(server)) == 2


def test_a_body_resolves_against_its_graph(server: Server) -> None:
    put(server, GRAPH, "<> <name> <2> .")
    (line,) = (line for line in content(server) if line.startswith(f"{GRAPH},"))
    assert line == f"{GRAPH},{GRAPH},{EX}person/name,{EX}person/2"


@pytest.mark.parametrize("kind", ["application/trig", "application/n-quads"])
def test_a_body_with_graphs_of_its_own_is_refused(server: Server, kind: str) -> None:
    headers = {"Content-Type": kind, **AUTHORISED}
    quad = f"<{EX}s> <{EX}p> <{EX}o> <{EX}g> ."
    trig = f"<{EX}g> {{ <{EX}s> <{EX}p> <{EX}o> }}"
    body = trig if kind.endswith("trig") else quad
    got = server.ask(graph_store(GRAPH), "PUT", headers, body)
    assert got.status == 400
    assert "names graphs" in got.json["title"]
    assert server.ask(graph_store(GRAPH)).status == 404
    plain = server.ask(graph_store(GRAPH), "PUT", headers, PERSON if "trig" in kind else "")
    assert plain.status == 201


def test_it_is_where_the_folder_is(
    server: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every body that was sent is gone again, and no copy is left over."""
    assert server.process.poll() is None
    folders = list(tmp_path_factory.getbasetemp().glob("protocol*/scratch"))
    assert folders
    for folder in folders:
        assert not list(folder.glob("body-*"))
        assert not list(folder.glob("*.unfinished"))
        assert len(list(folder.glob("work-*"))) == 1
