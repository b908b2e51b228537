"""What the shell completes: names of queries, parameters and their values, articles."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class

from pactgraph.cli.settings import Settings
from pactgraph.errors import PactgraphError
from pactgraph.query.project_queries import queries_of
from pactgraph.query.stored_query import StoredQuery

_MOST = 40


@add_completion_class
class Bash(BashComplete):
    """Completion in bash, which takes ``name=value`` for three words."""

    _before = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one to complete, and that one, made whole again."""
        args, incomplete = super().get_completion_args()
        if incomplete == "=" and args:
            args, incomplete = args[:-1], f"{args[-1]}="
        elif len(args) > 1 and args[-1] == "=":
            args, incomplete = args[:-2], f"{args[-2]}={incomplete}"
        self._before = incomplete.rpartition("=")[0]
        return args, incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """Return what replaces the last of bash's words: what stands after the ``=``."""
        if self._before and isinstance(item.value, str):
            item.value = item.value.removeprefix(f"{self._before}=")
        return super().format_completion(item)


def complete_queries(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the name of a stored query."""
    return [
        CompletionItem(name, help=query.summary)
        for name, query in _queries(context).items()
        if name.startswith(incomplete)
    ]


def complete_parameters(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete ``name=``, and then the values that the parameter takes."""
    # While an option waits for its value, click leaves the arguments before it unread.
    name = context.params.get("what") or next(iter(context.args), "")
    query = _queries(context).get(str(name))
    if query is None:
        return []
    name, equals, value = incomplete.partition("=")
    if not equals:
        return [
            CompletionItem(f"{known.name}=", help=known.description)
            for known in query.parameters
            if known.name.startswith(name)
        ]
    return [
        CompletionItem(f"{name}={found}") for found in _of_parameter(context, query, name, value)
    ]


def complete_slugs(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the slug of an article."""
    try:
        files = _settings(context).find_project().article_files
        slugs = [path.stem for path in files]
    except PactgraphError:
        return []
    return [CompletionItem(slug) for slug in slugs if slug.startswith(incomplete)]


def _of_parameter(
    context: click.Context, query: StoredQuery, name: str, value: str
) -> Iterator[str]:
    known = query.parameter(name)
    if known is None:
        return
    if known.choices:
        yield from (choice for choice in known.choices if choice.startswith(value))
    elif known.type == "iri":
        yield from _names(context, value, known)


def _names(context: click.Context, value: str, known: object) -> list[str]:
    """Return names that start so, from a store that is there: completing never builds one."""
    from pactgraph.query.indexed_names import IndexedNames
    from pactgraph.query.names import Names
    from pactgraph.query.stored_query import Parameter
    from pactgraph.store import Store

    assert isinstance(known, Parameter)
    settings = _settings(context)
    try:
        with Store.open(settings.store_folder("completing")) as store:
            engine = store.engine()
            names = Names.of_engine(engine, IndexedNames(store.texts(), engine))
            found = names.find(value, limit=_MOST, of_class=known.of_class)
            engine.close()
    except PactgraphError:
        return []
    forms = (name.form for name in found)
    return sorted({form for form in forms if form.casefold().startswith(value.casefold())})


def _queries(context: click.Context) -> dict[str, StoredQuery]:
    try:
        return queries_of(_settings(context).find_project())
    except PactgraphError:
        return {}


def _settings(context: click.Context) -> Settings:
    return context.ensure_object(Settings)
