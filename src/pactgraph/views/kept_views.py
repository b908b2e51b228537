"""Kept views: a bounded number of them, in memory and as stores, by content and viewpoint."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

from pactgraph.engine.generations import Generations
from pactgraph.engine.held import is_read
from pactgraph.errors import EngineFailure, NotFound
from pactgraph.graph import Graph
from pactgraph.store import Manifest, Store
from pactgraph.views.view import Noted, View
from pactgraph.views.viewpoint import Viewpoint
from pactgraph.views.whole import Whole

IN_MEMORY: Final = 4
"""How many views of one open graph are kept in memory."""

ON_DISK: Final = 16
"""How many views of a project are kept as stores; the one asked for longest ago goes first."""


class KeptViews:
    """The views of one graph, which ``build`` gives when it is needed.

    ``beside`` is the open store of that graph; its views are then kept as stores too, in
    ``folder``, so that the next process need not build what this one did. A store of a view
    is named by the digest of the whole graph, the viewpoint and our version: it cannot be
    stale, only forgotten.
    """

    def __init__(
        self,
        build: Callable[[], Graph],
        *,
        beside: Manifest | None = None,
        folder: Path | None = None,
    ) -> None:
        self._whole = Whole(build)
        self._beside = beside
        self._folder = folder if beside is not None else None
        self._views: OrderedDict[Viewpoint, View] = OrderedDict()

    def get(self, viewpoint: Viewpoint) -> View:
        """Return the view from a viewpoint; it is built as it is asked for, if it is not kept."""
        view = self._views.pop(viewpoint, None) or View(self._whole, viewpoint)
        self._views[viewpoint] = view
        while len(self._views) > IN_MEMORY:
            self._views.popitem(last=False)
        return view

    def store(self, view: View) -> tuple[View, Store | None]:
        """Return the store that holds a view, written if need be, and the view as noted there.

        There is none for a graph without a store, nor where the folder cannot be written or
        another process is just writing it: the view is then asked in memory.
        """
        if self._folder is None or self._beside is None or not view.viewpoint.restricts:
            return view, None
        digest = self._digest(view.viewpoint, self._beside)
        place = self._folder / digest[:32]
        opened = _opened(place, digest)
        if opened is not None:
            extra = opened.manifest.extra
            noted = Noted(tuple(extra["articles"]), int(extra["of"]))
            view = self._views[view.viewpoint] = replace(view, noted=noted)
            return view, opened
        if view.whole.graph.digest != self._beside.extra.get("graph"):
            # The files have changed since the store was built: this is a view of theirs.
            return view, None
        note = {"view": digest, "articles": list(view.articles), "of": view.total}
        # What cannot be kept is still answered.
        with contextlib.suppress(EngineFailure, NotFound):
            opened = Store.create(place, view.graph.dataset(), (), note)
            _prune(self._folder, keep=place)
        return view, opened

    def _digest(self, viewpoint: Viewpoint, whole: Manifest) -> str:
        parts = [str(whole.extra.get("graph")), viewpoint.name, version("pactgraph")]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _opened(place: Path, digest: str) -> Store | None:
    try:
        store = Store.open(place)
    except (NotFound, EngineFailure):
        return None
    if store.manifest.extra.get("view") != digest:
        store.close()
        return None
    with contextlib.suppress(OSError):
        os.utime(place)
    return store


def _prune(folder: Path, keep: Path) -> None:
    """Remove the views that were asked for longest ago, less those that somebody reads."""
    with contextlib.suppress(OSError):
        by_age = sorted((entry.stat().st_mtime, entry) for entry in folder.iterdir())
        for _, entry in by_age[: max(0, len(by_age) - ON_DISK)]:
            if entry != keep and not _in_use(entry):
                shutil.rmtree(entry, ignore_errors=True)


def _in_use(place: Path) -> bool:
    try:
        return is_read(Generations(place).current())
    except (NotFound, EngineFailure):
        return False
