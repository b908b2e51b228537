"""The redirects of w3id.org lead every kind of IRI, and nothing else, to the host."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from linked_data_world import BASE, every_iri, get, media_type, path_of
from site_worlds import ROOT

from pactgraph.web.linked_data.own_iris import KINDS
from pactgraph.web.routes import ROUTES

FOLDER = ROOT / "docs" / "w3id"
HOST = "https://pactgraph.example.org"


@dataclass(frozen=True)
class Rule:
    pattern: re.Pattern[str]
    target: str
    status: int


def rules(path: Path) -> list[Rule]:
    """Return the rules of a redirect file; fail for any directive that is not known here."""
    found, engine = [], False
    for line in path.read_text("utf-8").splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "Options":
            assert set(words[1:]) <= {"+FollowSymLinks", "-MultiViews"}
        elif words == ["RewriteEngine", "on"]:
            engine = True
        else:
            name, pattern, target, flags = words
            assert name == "RewriteRule"
            status = re.fullmatch(r"\[R=(30[237]),L\]", flags)
            assert status, flags
            # Apache's defaults: a dot is any character, and $ only the very end.
            strict = re.compile(pattern.removesuffix("$") + r"\Z", re.DOTALL)
            assert pattern.endswith("$")
            found.append(Rule(strict, target, int(status[1])))
    assert engine
    return found


def follow(url: str) -> tuple[int, str] | None:
    """Return status and Location for a URL below our base, None for 404.

    As mod_rewrite in a folder's file: the pattern is tried on the decoded path below the
    folder, what is put in is encoded again, and the query string goes along.
    """
    local, mark, query = url.removeprefix(BASE).partition("?")
    path = unquote(local)
    for rule in rules(FOLDER / ".htaccess"):
        match = rule.pattern.search(path)
        if match is not None:
            target = rule.target
            for number, group in enumerate(match.groups(), 1):
                target = target.replace(f"${number}", quote(group, safe="/:@!$&'()*+,;=~"))
            return rule.status, target + mark + query
    return None


def test_every_iri_is_led_to_the_same_path_of_the_host() -> None:
    for path in {path_of(iri) for iri in every_iri()} | {"/dataset", "/shapes", "/query/summits"}:
        assert follow(BASE + path[1:]) == (303, HOST + path)


def test_the_way_goes_on_to_a_document() -> None:
    kinds = {}
    for path in sorted(path_of(iri) for iri in every_iri()):
        kinds.setdefault(re.sub(r"[^/]+$|(?<=article/)[^/]+", "", path), path)
    assert len(kinds) > 12
    for path in (*kinds.values(), "/dataset", "/query/summits"):
        led = follow(BASE + path[1:])
        assert led is not None
        there = get(led[1].removeprefix(HOST), media_type("nt"))
        assert there.status == 303
        # The document's own IRI goes the same way.
        document = follow(BASE + there.headers["Location"][1:])
        assert document == (307, HOST + there.headers["Location"])
        assert get(document[1].removeprefix(HOST)).status == 200


@pytest.mark.parametrize("kind", sorted(KINDS - {"shapes"}))
def test_every_kind_of_thing_is_known(kind: str) -> None:
    assert follow(f"{BASE}{kind}/some/name") == (303, f"{HOST}/{kind}/some/name")


def test_every_route_with_data_is_led_on() -> None:
    for route in ROUTES:
        if route.name in ("home", "thing", "dataset") or not set(route.formats) - {"html", "json"}:
            continue
        path = re.sub(r"\{[^}]*\}", "x", route.path)
        if route.name in ("receipt",):
            continue
        assert follow(BASE + path[1:]) == (307, HOST + path), route.name


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("", (303, f"{HOST}/")),
        ("id/caf%C3%A9", (303, f"{HOST}/id/caf%C3%A9")),
        ("id/a%20b", (303, f"{HOST}/id/a%20b")),
        ("id/a%0d%0aX: y", (303, f"{HOST}/id/a%0D%0AX:%20y")),
        ("id/nato?as-of=2012-01-01", (303, f"{HOST}/id/nato?as-of=2012-01-01")),
        ("sparql?query=ASK%7B%7D", (307, f"{HOST}/sparql?query=ASK%7B%7D")),
        ("ontology", (303, f"{HOST}/ontology")),
        (".well-known/void", (307, f"{HOST}/.well-known/void")),
        ("idx/nato", None),
        ("id", None),
        ("wp-admin", None),
        ("ontology.php", None),
        (".well-known/../etc", None),
    ],
)
def test_single_paths(asked: str, led: tuple[int, str] | None) -> None:
    assert follow(BASE + asked) == led


def test_the_reader_of_rules_knows_its_limits(tmp_path: Path) -> None:
    file = tmp_path / ".htaccess"
    file.write_text("RewriteEngine on\nRewriteCond %{HTTP_ACCEPT} html\n", "utf-8")
    with pytest.raises(ValueError, match="unpack"):
        rules(file)
    assert (FOLDER / "README.md").read_text("utf-8").count(HOST.removeprefix("https://")) == 1
