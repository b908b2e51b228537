"""What our things are called in one other data set: the accepted rows of its link set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pactgraph.errors import NotFound
from pactgraph.linking.authorities import Authorities
from pactgraph.namespaces import SKOS
from pactgraph.source.links import SUFFIX, LinkSet, read_links
from pactgraph.source.project import Project

_CLOSE: Final = "the link is a close match, not an exact one"


@dataclass(frozen=True)
class Target:
    """A thing of ours, its identifier elsewhere, and what is to be said of the link."""

    subject: str
    iri: str
    caution: str = ""


class Targets:
    """The identifiers of one link set, told apart however an endpoint spells them."""

    def __init__(self, name: str, targets: Iterable[Target], authorities: Authorities) -> None:
        self.name = name
        self._authorities = authorities
        self._of: dict[str, list[Target]] = defaultdict(list)
        self._by_iri: dict[str, list[Target]] = defaultdict(list)
        for target in targets:
            self._of[target.subject].append(target)
            self._by_iri[target.iri].append(target)

    @classmethod
    def of_project(cls, project: Project, name: str) -> Targets:
        """Return the accepted targets of a project's link set of that name.

        Raises NotFound where there is no such link set or it accepts nothing, and BadInput
        for one that cannot be read.
        """
        sets = [read_links(path, project.display(path)) for path in project.link_files]
        found = next((links for links in sets if links.name == name), None)
        if found is None:
            raise NotFound(
                f'there is no link set "{name}"',
                candidates=tuple(links.name for links in sets),
                hint=f"link sets lie in data/links, and are called NAME{SUFFIX}",
            )
        authorities = Authorities.of_sets(sets)
        targets = cls(name, _accepted(found, authorities), authorities)
        if not targets.iris:
            raise NotFound(f'the link set "{name}" accepts nothing yet', hint="judge some links")
        return targets

    @property
    def iris(self) -> list[str]:
        """The identifiers, as our rows write them, each once and in order."""
        return sorted(self._by_iri)

    def of(self, subject: str) -> list[Target]:
        """Return what a thing of ours is there: nothing, or one target or more."""
        return self._of.get(subject, [])

    def subjects(self, iri: str) -> list[str]:
        """Return which of our things an identifier, in any spelling, stands for."""
        return [target.subject for target in self._by_iri.get(self._authorities.canonical(iri), [])]

    def canonical(self, iri: str) -> str:
        """Return an identifier as our rows write it."""
        return self._authorities.canonical(iri)

    def spellings(self, iri: str) -> tuple[str, ...]:
        """Return every way in which an endpoint may write an identifier."""
        return self._authorities.spellings(iri)


def _accepted(links: LinkSet, authorities: Authorities) -> list[Target]:
    found = {
        (row.subject.value, authorities.canonical(row.object.value)): (
            _CLOSE if row.predicate == SKOS.closeMatch else ""
        )
        for row in links.rows
        if row.is_same
    }
    return [Target(subject, iri, caution) for (subject, iri), caution in sorted(found.items())]
