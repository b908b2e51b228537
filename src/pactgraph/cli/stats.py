"""``pactgraph stats``: what the graph holds, in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from pyoxigraph import Literal, NamedNode
from rich.text import Text

from pactgraph.cli.build import KINDS
from pactgraph.cli.console import output, shown
from pactgraph.cli.grid import Column, Grid
from pactgraph.cli.json_text import write_json
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.engine.results import Rows
from pactgraph.namespaces import PACT

if TYPE_CHECKING:
    from pactgraph.knowledge_graph import KnowledgeGraph

_EXAMPLES = """\b
Example:
  pactgraph stats --format json
"""
_CLASSES = """
SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) WHERE {
  ?thing a ?class .
  FILTER(STRSTARTS(STR(?class), STR(pact:)))
}
GROUP BY ?class ORDER BY DESC(?things) STR(?class)
"""
_STATED = """
SELECT ?article (COUNT(*) AS ?stated) WHERE {
  GRAPH ?passage { ?subject ?relation ?object }
  ?passage a pact:Passage ; oa:hasSource ?article .
}
GROUP BY ?article ORDER BY STR(?article)
"""


@click.command("stats", epilog=_EXAMPLES)
@click.option(
    "--format", "-f", "format_name", type=click.Choice(["table", "json"]), default="table"
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    metavar="N",
    show_default=True,
    help="How many classes the table shows.",
)
@project_options
@pass_settings
def command(settings: Settings, format_name: str, limit: int) -> None:
    """Count the statements by kind of graph, the articles, and the things by class."""
    with settings.open_graph() as kg:
        counts = _counts(kg)
    if format_name == "json":
        write_json(counts)
        return
    console = output()
    number = Column("number", numeric=True)
    kinds = [[KINDS.get(kind, kind), f"{n:,}"] for kind, n in counts["statements"].items()]
    Grid(console, [Column("statements"), number], kinds).print()
    console.print()
    titles = ("article", "published", "passages", "statements", "text at hand")
    columns = [Column(title, title in ("passages", "statements")) for title in titles]
    rows = [
        [
            shown(slug),
            shown(article["published"] or "undated"),
            f"{article['passages']:,}",
            f"{article['statements']:,}",
            "yes" if article["textAtHand"] else "no",
        ]
        for slug, article in counts["articles"].items()
    ]
    Grid(console, columns, rows).print()
    console.print()
    classes = [[shown(name), f"{n:,}"] for name, n in counts["classes"].items()]
    Grid(console, [Column("class"), Column("things", numeric=True)], classes[:limit]).print()
    if len(classes) > limit:
        console.print(Text(f"and {len(classes) - limit} classes more (--limit)", "dim"))
    console.print()
    console.print(Text(f"The store: {shown(counts['store'])}"), soft_wrap=True)
    console.print(Text(f"Its digest: {counts['digest']}"), soft_wrap=True)
    if "asked" in counts:
        console.print(Text(f"The server is asked {shown(counts['asked'])}"), soft_wrap=True)


def _counts(kg: KnowledgeGraph) -> dict[str, Any]:
    stated = _numbers(kg, _STATED)
    store, counted = _store(kg)
    kinds = list(KINDS)
    return {
        **store,
        "statements": dict(sorted(counted.items(), key=lambda item: kinds.index(item[0]))),
        "articles": {
            slug: {
                "published": article.published,
                "passages": article.passages,
                "statements": stated.get(article.iri, 0),
                "textAtHand": article.text_at_hand,
            }
            for slug, article in kg.articles.items()
        },
        "classes": {
            iri.removeprefix(PACT.base): number for iri, number in _numbers(kg, _CLASSES).items()
        },
    }


def _store(kg: KnowledgeGraph) -> tuple[dict[str, str], dict[str, int]]:
    """Return where the store is and what it is, and its counts by kind of graph."""
    if kg.store is not None:
        manifest = kg.store.manifest
        counted = manifest.extra.get("counts", {"merged": manifest.merged.count})
        return {"store": str(kg.store.path), "digest": manifest.digest}, counted
    from pactgraph.sparql_server.server_store import ServerStore

    server = kg.engine
    assert isinstance(server, ServerStore)  # open_graph gives one or the other
    told = {"store": server.url, "digest": server.digest, "asked": server.manner.words}
    return told, server.extra.get("counts", {"merged": server.merged_count})


def _numbers(kg: KnowledgeGraph, sparql: str) -> dict[str, int]:
    answer = kg.engine.query(sparql, trusted=True, source="stats")
    rows = answer.rows if isinstance(answer, Rows) else []
    return {
        key.value: int(number.value)
        for key, number in rows
        if isinstance(key, NamedNode) and isinstance(number, Literal)
    }
