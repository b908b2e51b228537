"""A project whose names, gists, units and IRIs were written by somebody with bad intentions."""

from __future__ import annotations

import shutil
from pathlib import Path

from served_site import ROOT

TINY = ROOT / "tests" / "fixtures" / "tiny"

IMAGE = "<img src=x onerror=alert(1)>"
SCRIPT = "</script><script>alert(2)</script>"
TEMPLATE = "{{7*7}}${7*7}"
TURNED = "\u202egnp.exe"
QUOTES = "'><svg onload=alert(3)>"

_NAMES = {
    "Council of Lagoons": f"{IMAGE}{SCRIPT}",
    "Tirra": f"{TURNED}{TEMPLATE}",
    "Bram Tolk": f"{SCRIPT}{IMAGE}",
    "Operation Clear Water": f"{QUOTES}{TEMPLATE}",
    "Oda Vell": f"{IMAGE}{QUOTES}",
}
_LINKS = (
    "<javascript:alert(4)>",
    "<data:text/html,%3Cscript%3Ealert(5)%3C/script%3E>",
    "<vbscript:a>",
)
_HARBOUR = {
    '"Tirra is to put 3 boats at their disposal no later than 2021."': f'"{IMAGE}{SCRIPT}"',
    'pact:unit "boats"': f'pact:unit "{QUOTES}"',
    "GRAPH <harbour-2019-05-02/claim/three-boats> {": (
        "GRAPH <harbour-2019-05-02/claim/three-boats> {\n"
        + "".join(
            f"  {link} a pact:Count ; pact:value 3 ; pact:countOf {_LINKS[0]} .\n"
            for link in _LINKS
        )
    ),
}


def hostile_project(root: Path) -> Path:
    """Write the tiny project with such names to a folder, and return the folder."""
    shutil.copytree(TINY, root)
    for query in (ROOT / "queries").glob("*.rq"):
        if not (root / "queries" / query.name).exists():
            shutil.copy(query, root / "queries")
    things = root / "data" / "entities" / "things.ttl"
    _replace(things, {f'label "{old}"': f'label "{new}"' for old, new in _NAMES.items()})
    _replace(things, {f'name "{old}"': f'name "{new}"' for old, new in _NAMES.items()})
    _replace(root / "data" / "articles" / "harbour-2019-05-02.trig", _HARBOUR)
    query = root / "queries" / "members.rq"
    _replace(query, {"Who belongs": f"{IMAGE}{TEMPLATE} Who belongs"})
    return root


def _replace(path: Path, words: dict[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in words.items():
        assert old in text, f"{path.name}: {old}"
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
