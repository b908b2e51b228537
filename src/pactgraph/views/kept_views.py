"""Kept views: a bounded number of them, in memory and as stores, by content and viewpoint."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Final

from pactgraph.engine.generations import Generations
from pactgraph.errors import EngineFailure, NotFound
from pactgraph.graph import Graph
from pactgraph.store import Store
from pactgraph.views.turning_days import TurningDays
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
        beside: Store | None = None,
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

        There is none for a graph without a store, nor where the folder cannot be written, has
        no room for one more, or another process is just writing it: the view is then asked in
        memory.
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
        if view.whole.graph.digest != self._beside.manifest.extra.get("graph"):
            # The files have changed since the store was built: this is a view of theirs.
            return view, None
        if not _has_room(self._folder, place):
            return view, None
        note = {"view": digest, "articles": list(view.articles), "of": view.total}
        # What cannot be kept is still answered.
        with contextlib.suppress(EngineFailure, NotFound):
            opened = Store.create(place, view.graph.dataset(), (), note)
        return view, opened

    def _digest(self, viewpoint: Viewpoint, whole: Store) -> str:
        like = self._turning.alike(viewpoint)
        parts = [str(whole.manifest.extra.get("graph")), like.name, version("pactgraph")]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @cached_property
    def _turning(self) -> TurningDays:
        assert self._beside is not None
        return TurningDays.of(self._beside.content())


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


def _has_room(folder: Path, place: Path) -> bool:
    """Tell whether there is room for one more view, or for one in the place that it has.

    What is left of a view whose writing was broken off goes, and so do the views that were
    asked for longest ago; what somebody reads or writes stays.
    """
    try:
        found = sorted((entry.stat().st_mtime, entry) for entry in folder.iterdir())
    except OSError:
        # There is no folder yet; or it cannot be had, which is told by who writes into it.
        return True
    others = [entry for _, entry in found if entry != place]
    left = [entry for entry in others if _is_whole(entry) or not Generations(entry).remove()]
    for entry in list(left):
        if len(left) < ON_DISK:
            break
        if Generations(entry).remove():
            left.remove(entry)
    return len(left) < ON_DISK


def _is_whole(place: Path) -> bool:
    try:
        Generations(place).current()
    except (NotFound, EngineFailure):
        return False
    return True
