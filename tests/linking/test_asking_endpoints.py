"""Other people's endpoints: asked with manners, and every fault of theirs told clearly."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

import pytest
from linking_world import REGISTER

from faulty_servers import (
    Faulty,
    answering,
    cutting,
    dripping,
    endpoint,
    hasty,
    refusing,
    reply,
    served,
    sparql,
    stalling,
    store_of,
)
from pactgraph import __version__
from pactgraph.errors import BadInput
from pactgraph.linking.courtesy import AskingFailed, Courtesy, TooSlow, retry_after
from pactgraph.linking.endpoint import Endpoint, Row, Term

LABELS = "?s <http://www.w3.org/2000/01/rdf-schema#label> ?name"
ALL = f"SELECT ?s ?name {{ {LABELS} }}"


@pytest.fixture
def server() -> Iterator[Faulty]:
    with served(sparql(store_of(REGISTER)), "query") as one:
        yield one


class Clock:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_rows_come_with_kind_value_and_language(server: Faulty) -> None:
    (row,) = endpoint(server.url).select(
        "SELECT ?s ?name { VALUES ?s { <https://example.org/register/17> } " + LABELS + " }"
    )
    assert row == {
        "s": Term("uri", "https://example.org/register/17"),
        "name": Term("literal", "Tirra", "en"),
    }
    assert endpoint(server.url).is_true("ASK {}")
    assert not endpoint(server.url).is_true("ASK { <urn:a> <urn:b> <urn:c> }")


def test_it_says_who_asks(server: Faulty) -> None:
    endpoint(server.url).select(ALL)
    assert server.agents == [f"pactgraph/{__version__} (https://w3id.org/pactgraph)"]


def test_it_asks_no_more_often_than_it_may(server: Faulty) -> None:
    clock = Clock()
    asking = Endpoint(Courtesy(server.url, rate=2.0, sleep=clock.sleep, clock=clock))
    for _ in range(4):
        asking.select(ALL)
    assert clock.slept == [0.5, 0.5, 0.5]


@pytest.mark.parametrize("page", [1, 3, 8, 1000])
def test_pages_give_each_row_once_and_in_order(server: Faulty, page: int) -> None:
    rows = list(endpoint(server.url, page=page).pages(LABELS, "?s ?name"))
    keys = [(row["s"].value, row["name"].value) for row in rows]
    assert len(keys) == len(set(keys)) == len(endpoint(server.url).select(ALL))
    assert [s for s, _ in keys] == sorted(s for s, _ in keys)


def test_a_server_that_gives_shorter_pages_than_asked_is_asked_on() -> None:
    store = store_of(REGISTER)

    def short(query: str) -> tuple[str, bytes]:
        media_type, body = sparql(store)(query)
        data = json.loads(body)
        data["results"]["bindings"] = data["results"]["bindings"][:4]
        return media_type, json.dumps(data).encode()

    with served(short, "query") as server:
        rows = list(endpoint(server.url, page=6).pages(LABELS, "?s ?name"))
    assert len(rows) == len(list(store.query(ALL)))


def test_size_is_told_without_counting(server: Faulty) -> None:
    asking = endpoint(server.url)
    assert asking.holds_more_than(10)
    assert not asking.holds_more_than(1000)
    assert not any("COUNT" in query for query in server.queries)


def test_retry_after_is_kept_to_and_the_answer_comes_in_the_end(server: Faulty) -> None:
    clock = Clock()
    server.faults[:] = [refusing(429, Retry_After="7"), refusing(503, Retry_After="2")]
    asking = Endpoint(Courtesy(server.url, rate=1000, sleep=clock.sleep, clock=clock))
    assert asking.select(ALL)
    assert [pause for pause in clock.slept if pause >= 1] == [7.0, 2.0]


def test_without_retry_after_the_pauses_double(server: Faulty) -> None:
    clock = Clock()
    server.faults[:] = [refusing(503), refusing(502), refusing(429)]
    asking = Endpoint(Courtesy(server.url, rate=1000, pause=1, sleep=clock.sleep, clock=clock))
    assert asking.select(ALL)
    assert [pause for pause in clock.slept if pause >= 1] == [1.0, 2.0, 4.0]


def test_a_server_that_wants_to_be_left_alone_for_long_is(server: Faulty) -> None:
    server.faults[:] = [refusing(429, Retry_After="86400")]
    with pytest.raises(AskingFailed, match="left alone for 86400 seconds"):
        endpoint(server.url).select(ALL)
    assert len(server.queries) == 1


def test_trying_again_ends(server: Faulty) -> None:
    server.faults[:] = [refusing(429)] * 50
    with pytest.raises(AskingFailed, match=r"asked too often \(429\)") as caught:
        endpoint(server.url, tries=3).select(ALL)
    assert caught.value.kind == "429"
    assert len(server.queries) == 3


def test_a_date_to_come_back_at_is_understood() -> None:
    pause = retry_after(formatdate(4102444800, usegmt=True))
    assert pause is not None
    assert pause > 1e8
    assert retry_after(formatdate(0, usegmt=True)) == 0.0


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        (refusing(500), "500", r"it failed \(500\)"),
        (refusing(404), "404", "nothing at this address"),
        (refusing(400), "400", "it answered 400"),
        (cutting, "cut", "the connection was cut|broke off"),
        (answering(b"<html>hello"), "malformed", "is not SPARQL JSON"),
        (answering(b"[1, 2]"), "malformed", "it is no object"),
        (answering(b"[" * 1900), "malformed", "is not SPARQL JSON"),
        (answering(b'{"results": {}}'), "malformed", "no results.bindings"),
        (answering(b'{"results": {"bindings": [{"s": 3}]}}'), "malformed", r"\?s is no RDF term"),
        (answering(b"<html>hello", "text/html"), "not SPARQL", "it answered text/html"),
        (answering(b" " * 4000), "large", "larger than 2,000 bytes"),
    ],
)
def test_each_fault_is_told_for_what_it_is(
    server: Faulty, fault: Callable[..., None], kind: str, says: str
) -> None:
    server.faults[:] = [fault] * 9
    with pytest.raises(AskingFailed, match=says) as caught:
        endpoint(server.url, tries=2, largest=2000).select(ALL)
    assert caught.value.kind == kind
    assert server.url in str(caught.value)
    assert str(caught.value).startswith(f"{urlsplit(server.url).netloc}: ")
    assert caught.value.hint or kind in ("400", "malformed", "large")


@pytest.mark.parametrize("fault", [stalling(3.0), dripping])
def test_a_slow_server_is_not_waited_for(server: Faulty, fault: Callable[..., None]) -> None:
    server.faults[:] = [fault]
    with pytest.raises(TooSlow, match=r"within 1 seconds\n.*\n.*--timeout"):
        endpoint(server.url, timeout=1.0).select(ALL)
    assert len(server.queries) == 1


def test_a_cut_connection_may_be_followed_by_an_answer(server: Faulty) -> None:
    server.faults[:] = [cutting]
    assert endpoint(server.url).select(ALL)


def test_nobody_there_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    with pytest.raises(AskingFailed, match="it cannot be reached") as caught:
        Endpoint(Courtesy(url, pause=0.001, tries=2)).select(ALL)
    assert caught.value.kind == "unreachable"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "example.org",
        "http://",
        "http://u:p@h/",
        "http://a b/",
    ],
)
def test_only_addresses_on_the_web_are_asked(url: str) -> None:
    with pytest.raises(BadInput):
        Courtesy(url)


def test_a_redirect_to_a_file_is_not_followed(server: Faulty) -> None:
    server.faults[:] = [refusing(302, Location="file:///etc/hostname")]
    with pytest.raises(AskingFailed):
        Endpoint(hasty(server.url, tries=1)).select(ALL)


@pytest.mark.parametrize("code", [301, 302, 307, 308])
@pytest.mark.parametrize("length", [1, 300], ids=["by GET", "by POST"])
def test_a_question_goes_along_where_the_server_sends_us_on(
    server: Faulty, code: int, length: int
) -> None:
    query = ALL + " # and on" * length
    server.faults[:] = [refusing(code, Location=server.url.replace("/sparql", "/new/sparql"))]
    assert endpoint(server.url).select(query) == endpoint(server.url).select(query)
    assert server.queries[:2] == [query, query]


@pytest.mark.parametrize("place", ["https://else.example/sparql?query=x", "http://127.0.0.1:1/x"])
def test_another_server_is_asked_only_when_the_person_says_so(server: Faulty, place: str) -> None:
    server.faults[:] = [refusing(302, Location=place)] * 2
    bare = place.partition("?")[0]
    for query in (ALL, ALL + " # and on" * 300):
        with pytest.raises(AskingFailed, match=f"it leads on to {bare}") as caught:
            endpoint(server.url).select(query)
        assert caught.value.kind == "redirected"
        assert f"use that address: {bare}" in (caught.value.hint or "")
    assert len(server.queries) == 2


def test_a_server_that_leads_round_and_round_is_left(server: Faulty) -> None:
    server.faults[:] = [refusing(302, Location=server.url)] * 40
    with pytest.raises(AskingFailed, match="302"):
        endpoint(server.url).select(ALL)
    assert len(server.queries) < 40


def test_a_server_that_sorts_few_rows_is_asked_in_a_subquery() -> None:
    store = store_of(REGISTER)
    refused = []

    with served(sparql(store), "query") as server:

        def as_asked(handler: BaseHTTPRequestHandler) -> None:
            reply(handler, sparql(store)(server.queries[-1])[1])

        def sorting_no_more(handler: BaseHTTPRequestHandler) -> None:
            refused.append(server.queries[-1])
            said = b"Virtuoso 22023 Error SR353: Sorted TOP clause specifies more then 10 rows"
            reply(handler, said, 500, "text/plain")

        server.faults[:] = [as_asked, as_asked, as_asked, sorting_no_more]
        rows = list(endpoint(server.url, page=5).pages(LABELS, "?s ?name"))
    assert "ORDER BY" in refused[0]
    assert len(rows) == len(list(store.query(ALL)))
    assert server.queries[4].startswith("SELECT ?s ?name WHERE { { SELECT DISTINCT")


def test_what_fits_into_one_page_is_not_sorted_there(server: Faulty) -> None:
    assert list(endpoint(server.url).pages(LABELS, "?s ?name"))
    assert len(server.queries) == 2
    assert not any("ORDER BY" in query for query in server.queries)


def test_a_row_without_what_was_asked_for_is_the_endpoints_fault() -> None:
    with pytest.raises(AskingFailed, match=r"a row of its answer has no \?s"):
        Row("https://x.org/")["s"]
