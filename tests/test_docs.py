"""The documentation: complete, its examples run, its links lead somewhere, nothing leaks."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal

from pactgraph.cli import pactgraph
from pactgraph.cli.application import COMMANDS
from pactgraph.namespaces import PACT
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
MOST_WORDS = 10
_BLOCK = re.compile(r"```(?:sh|shell|bash|console)\n(.*?)```", re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
# Written so that this file does not carry what it looks for.
_MACHINE_PATH = re.compile("/(?:home|root|Users|work)/[a-z]|[A-Z]:" + r"\\Users")
_NEEDS_TEXTS = {"verify", "coverage", "locate"}


def files() -> list[Path]:
    """Return the files of the repository: known to git, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("this is no checkout: git does not know its files")
    names = listed.stdout.decode().split("\0")
    return sorted(path for name in names if name and (path := ROOT / name).is_file())


def commands_of(text: str) -> Iterator[str]:
    """Yield the command lines of the shell examples that start with ``pactgraph``."""
    for block in _BLOCK.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            command = line.strip().removeprefix("$ ").partition("  #")[0].strip()
            if command.startswith("pactgraph "):
                yield command


def test_every_command_is_in_the_readme() -> None:
    text = README.read_text("utf-8")
    missing = [name for name in COMMANDS if not re.search(rf"pactgraph {name}\b", text)]
    assert missing == []


def test_every_stored_query_is_documented() -> None:
    places = [README, ROOT / "queries" / "README.md"]
    text = "\n".join(place.read_text("utf-8") for place in places if place.is_file())
    names = [path.stem for path in (ROOT / "queries").glob("*.rq")]
    assert [name for name in sorted(names) if not re.search(rf"`{name}`|\[{name}\]", text)] == []


def test_the_examples_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = list(dict.fromkeys(commands_of(README.read_text("utf-8"))))
    assert len(examples) >= 5
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PACTGRAPH_ARTICLES", raising=False)
    failed = []
    for example in examples:
        # Where the output goes is the shell's affair; what needs a text has none here.
        words = shlex.split(re.split(r"\s(?:>|\||2>)\s?", example)[0])[1:]
        if words[0] == "serve" or any("endpoint" in word for word in words):
            continue
        if any(word.isupper() and len(word) > 2 for word in words):
            continue
        if "--articles" in words or _NEEDS_TEXTS & set(words[:1]):
            continue
        result = CliRunner().invoke(
            pactgraph, ["--store", str(tmp_path / "store"), *words] if words[0] != "init" else words
        )
        if result.exit_code != 0:
            failed.append(f"{example}: {result.exit_code}: {result.stderr}")
    assert failed == []


def test_the_questions_of_the_readme_are_answered(repository_store: Path) -> None:
    rows = re.findall(r"^\|[^|]*\| `([a-z-]+(?: -p [^`|]*)?)` \|", README.read_text("utf-8"), re.M)
    questions = [row for row in rows if (ROOT / "queries" / f"{row.split()[0]}.rq").is_file()]
    assert len(questions) >= 10
    for question in questions:
        command = [
            "--project",
            str(ROOT),
            "--store",
            str(repository_store),
            "query",
            *shlex.split(question),
        ]
        result = CliRunner().invoke(pactgraph, command)
        assert result.exit_code == 0, f"{question}: {result.stderr}"


@pytest.mark.parametrize(
    "page", [*sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob("*.md")), "docs", "queries"]
)
def test_links_lead_to_something(page: str) -> None:
    place = ROOT / page
    pages = [place] if place.is_file() else sorted(place.rglob("*.md"))
    broken = []
    for path in pages:
        text = path.read_text("utf-8")
        for link in (a or b for a, b in _LINK.findall(text)):
            target, _, fragment = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            found = (path.parent / target) if target else path
            if not found.exists() or (fragment and fragment not in anchors(found)):
                broken.append(f"{path.name}: {link}")
    assert broken == []


def anchors(page: Path) -> set[str]:
    """Return the fragments of a page's headings, as GitHub makes them."""
    if page.suffix != ".md":
        return set()
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_no_file_carries_a_path_of_somebodys_machine() -> None:
    found = []
    for path in files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {m.group()}" for m in _MACHINE_PATH.finditer(text)]
    assert found == []


def words_of(text: str) -> list[str]:
    # Words are made of letters: a list of years and places is no quotation.
    return re.findall(r"[^\W\d_]+", text.casefold())


def runs_of(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + MOST_WORDS + 1]) for i in range(len(words) - MOST_WORDS)}


def names() -> Iterator[str]:
    """Yield the recorded names and titles: those of an office may be longer than ten words."""
    graphs = Sources.load(Project(ROOT)).graphs
    for triples in graphs.values():
        for triple in triples:
            if triple.predicate in (PACT.name, PACT.title) and isinstance(triple.object, Literal):
                yield triple.object.value


@pytest.mark.articles
def test_no_file_carries_more_than_ten_words_of_an_article(articles_dir: Path) -> None:
    texts = sorted(articles_dir.glob("*.txt"))
    assert texts
    known = set().union(*(runs_of(words_of(path.read_text("utf-8"))) for path in texts))
    known -= set().union(*(runs_of(words_of(name)) for name in names()))
    found = []
    for path in files():
        try:
            carried = runs_of(words_of(path.read_text("utf-8"))) & known
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {' '.join(run)}" for run in sorted(carried)[:3]]
    assert found == []


def test_a_run_of_words_is_found_whatever_stands_between_them() -> None:
    text = "One two, three four five six; seven eight nine ten eleven twelve."
    quoted = "# one two three four\n# five six seven eight nine ten 'eleven'"
    assert runs_of(words_of(text)) & runs_of(words_of(quoted))
    assert not runs_of(words_of(text)) & runs_of(words_of(quoted.replace("six", "6")))
