"""What a build of the package adds to its files: the bundled scripts of the pages.

A wheel and a source archive hold the bundle, or are not made. An installation to develop in
(``pip install -e``) goes on without it when npm is not in reach: pages work without scripts.
What was fetched about targets travels in the wheel where there is any: pyproject.toml can name
only folders that are always there.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_ENRICHMENT = "data/enrichment"


class BundleHook(BuildHookInterface[Any]):
    """Makes the bundle before the files are collected, and names what is not always there."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundle, and add the enrichment if there is any.

        Raises BundleFailed unless the build is an editable one.
        """
        front = _front_end(Path(self.root))
        try:
            front.build()
        except front.BundleFailed as error:
            if version != "editable":
                raise
            self.app.display_warning(f"the pages will have no scripts: {error}")
        if self.target_name == "wheel" and (Path(self.root) / _ENRICHMENT).is_dir():
            packaged = build_data.setdefault("force_include", {})
            packaged[_ENRICHMENT] = f"pactgraph/packaged/{_ENRICHMENT}"


def _front_end(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "pactgraph_front_end", root / "frontend" / "build.py"
    )
    if spec is None or spec.loader is None:
        raise FileNotFoundError(root / "frontend" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
