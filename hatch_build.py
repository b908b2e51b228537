"""What a build of the package adds to its files: the bundled scripts of the pages.

A wheel and a source archive hold the bundle, or are not made. An installation to develop in
(``pip install -e``) goes on without it when npm is not in reach: pages work without scripts.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundleHook(BuildHookInterface[Any]):
    """Makes the bundle before the files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundle; raises BundleFailed unless the build is an editable one."""
        front = _front_end(Path(self.root))
        try:
            front.build()
        except front.BundleFailed as error:
            if version != "editable":
                raise
            self.app.display_warning(f"the pages will have no scripts: {error}")


def _front_end(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "pactgraph_front_end", root / "frontend" / "build.py"
    )
    if spec is None or spec.loader is None:
        raise FileNotFoundError(root / "frontend" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
