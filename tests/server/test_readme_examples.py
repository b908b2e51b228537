"""The README's requests to a server: each is answered as it is written there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from gateway_world import FORM, Server, serving

ROOT = Path(__file__).parent.parent.parent
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_PLACE = "http://127.0.0.1:8000"


def requests() -> list[str]:
    """Return the lines of the README that ask a server."""
    blocks = _BLOCK.findall((ROOT / "README.md").read_text("utf-8"))
    return [line for block in blocks for line in block.splitlines() if line.startswith("curl ")]


@pytest.fixture(scope="module")
def server(repository_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("readme")
    with serving(ROOT, folder, "--store", str(repository_store), texts=False) as running:
        yield running


def test_the_readme_shows_how_to_ask() -> None:
    assert len(requests()) >= 4


@pytest.mark.parametrize("line", requests())
def test_a_request_of_the_readme_is_answered(server: Server, line: str) -> None:
    words = iter(shlex.split(line)[1:])
    headers, form, url = {}, [], ""
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "--data-urlencode":
            form.append(tuple(next(words).split("=", 1)))
        else:
            assert word.startswith(_PLACE), f"the test does not know what {word!r} means"
            url = word
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if form:
        headers["Content-Type"] = FORM
        got = server.ask(path, "POST", headers, urlencode(form))
    else:
        got = server.ask(path, headers=headers)
    assert got.status == 200, got.text
    assert len(got.body) > 100
