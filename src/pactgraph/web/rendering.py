"""Templates made into pages: everything that comes from data is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined


class Renderer:
    """The templates of ``web/templates``; a name that a template misses is an error."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("pactgraph.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, template: str, content: Mapping[str, object]) -> str:
        """Return a page; ``template`` is a file of ``web/templates``."""
        return self._environment.get_template(template).render(content)

    def steps(self) -> Iterator[Callable[[], object]]:
        """Yield for each template what reads it, which the first page made of it does else."""
        for name in self._environment.list_templates(extensions=["html"]):
            yield partial(self._environment.get_template, name)
