"""The README's way to another data set and back, on a stand-in for it."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from pactgraph.cli import pactgraph
from pactgraph.source.links import read_links
from pactgraph.source.project import Project

ROOT = Path(__file__).parent.parent.parent
ELSEWHERE = "https://query.wikidata.org/sparql"


def lines() -> list[str]:
    """Return the commands of the section on links, in order."""
    text = (ROOT / "README.md").read_text("utf-8")
    section = text.partition("## Links to other data")[2].partition("\n## ")[0]
    (block,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    return [line for line in block.splitlines() if not line.startswith("#")]


@pytest.mark.external
def test_from_pactgraph_to_wikidata_and_back(
    stand_in: str, repository: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    root = tmp_path / "project"
    for name in ("ontology", "data", "queries"):
        shutil.copytree(repository.root / name, root / name)
    told = {}
    for line in lines():
        if not line.startswith("pactgraph "):
            subprocess.run(line, shell=True, check=True, cwd=root)
            continue
        words = shlex.split(line.replace(ELSEWHERE, stand_in))[1:]
        what = " ".join(words[:2])
        typed = "accept\nquit\n" if what == "link review" else None
        told[what] = CliRunner().invoke(pactgraph, ["--project", str(root), *words], input=typed)
        # What the slices do not hold is found missing, which is what the check is for.
        expected = {0, 1} if what == "link check" else {0}
        assert told[what].exit_code in expected, f"{line}: {told[what].output}"
    assert len(told) == 7
    assert "Q159470" in told["query external-links"].stdout
    assert "43 accepted links" in told["link check"].stderr
    before, after = (
        {
            (row.subject, row.predicate, row.object)
            for row in read_links(where / "data/links/wikidata.sssom.tsv", "").rows
            if row.accepted
        }
        for where in (repository.root, root)
    )
    # What was forgotten was found first, and is what was accepted again.
    assert after == before
    assert (root / "data" / "enrichment" / "wikidata.trig").is_file()
    assert "Aliyev" in told["query external-labels"].stdout
