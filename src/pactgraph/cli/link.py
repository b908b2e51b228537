"""``pactgraph link``: finding, judging, checking and using links to other data sets."""

from __future__ import annotations

import click

from pactgraph.cli.enrich import compare, enrich
from pactgraph.cli.link_check import check
from pactgraph.cli.link_review import review
from pactgraph.cli.link_suggest import suggest
from pactgraph.cli.settings import project_options

_EPILOG = """\b
Examples:
  pactgraph link suggest --endpoint https://query.wikidata.org/sparql --kind person
  pactgraph link review --set wikidata --reviewer https://orcid.org/0000-0002-1825-0097
  pactgraph link check --endpoint https://query.wikidata.org/sparql --set wikidata
"""


@click.group("link", epilog=_EPILOG)
@project_options
def command() -> None:
    """Link our things to other data sets: find candidates, judge them, check what was accepted.

    What was judged stands in data/links/NAME.sssom.tsv, and the build takes the accepted
    matches from there. What was only found waits in data/links/candidates/. Both are SSSOM
    tables, written with the sssom library: pip install 'pactgraph[links]'.
    """


for _command in (suggest, review, check, enrich, compare):
    command.add_command(_command)
