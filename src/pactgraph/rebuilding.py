"""A store restored from the files, whatever state it is in, and held to what it was."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pactgraph.errors import BadInput, EngineFailure, Location, NotFound
from pactgraph.held_articles import salvaged_project
from pactgraph.source.project import Project
from pactgraph.source.sources import sources_digest
from pactgraph.source.texts import Texts
from pactgraph.store_damage import Damage, check_store
from pactgraph.store_manifest import Manifest

if TYPE_CHECKING:
    from pactgraph.build import BuildReport
    from pactgraph.graph import Progress


@dataclass(frozen=True)
class Rebuilt:
    """What was damaged, what was built, and whether it is what the damaged store had held.

    ``is_known_same`` is False where that is not known: the store's manifest is lost, or was
    made from other files or by another version.
    """

    damage: tuple[Damage, ...]
    report: BuildReport
    manifest: Manifest
    is_known_same: bool


def rebuild(
    project: Project,
    place: Path,
    *,
    texts: Texts | None = None,
    progress: Progress | None = None,
) -> Rebuilt:
    """Build a project's store again at a place, and check every byte of what was built.

    A store that was amended is built of the articles that it held.

    Raises BadInput if the store there was built from another project, what ``build`` raises
    (the store is then as it was), and EngineFailure if what was written cannot be read back, or
    if the same files give other statements than they gave before.
    """
    # Only who builds waits for what that takes to load.
    from pactgraph.build import build

    held = salvaged_project(project, place)
    damage, before = _state(held, place)
    report = build(held, store=place, texts=texts, progress=progress)
    after = check_store(place)
    if after.manifest is None or after.damage:
        raise EngineFailure(
            f"the store was built again, and is damaged again: {after.damage[0]}",
            location=Location(str(place)),
            hint="the disk may be failing: name another place with --store",
        )
    is_known = before is not None and before.extra.get("graph") == report.digest
    if is_known and before is not None and before.digest != after.manifest.digest:
        raise EngineFailure(
            f"the same files gave {before.total:,} statements once, and {after.manifest.total:,}"
            " now, of which not all are the same",
            location=Location(str(place)),
            hint="the store holds those of now; one of the two builds was wrong",
        )
    return Rebuilt(damage, report, after.manifest, is_known)


def _state(project: Project, place: Path) -> tuple[tuple[Damage, ...], Manifest | None]:
    """Return what is damaged of a store, and its manifest if that can be compared with."""
    try:
        found = check_store(place)
    except NotFound:
        return (), None
    except EngineFailure as error:
        return (Damage(place.name, error.message),), None
    manifest = found.manifest
    if manifest is None:
        return found.damage, None
    origin = manifest.extra.get("project")
    if origin not in (None, str(project.root.resolve())):
        raise BadInput(
            f"this store was built from another project, {origin}",
            location=Location(str(place)),
            hint=f"name that project with --project, or another store for {project.root}",
        )
    noted = manifest.extra
    is_ours = noted.get("version") == version("pactgraph")
    is_comparable = is_ours and noted.get("sources") == sources_digest(project)
    return found.damage, manifest if is_comparable else None
