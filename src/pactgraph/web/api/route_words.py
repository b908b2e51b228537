"""What programs are told of each route: what it gives, and which parameters it takes.

Paths, formats and their order stand in the table of routes; here stand the words for them.
The paths that the serving process answers by itself have their words here too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pactgraph.web.query.form import SOME_DATE
from pactgraph.web.query.request import MOST_ROWS, PAGE_SIZE

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
WHOLE: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": 10**9}
YES_OR_NO: Final[Schema] = {"type": "string", "enum": ["1", "0"]}


@dataclass(frozen=True)
class Taken:
    """A parameter: ``place`` is query or path."""

    name: str
    description: str
    schema: Schema
    example: object = None
    required: bool = False
    place: str = "query"


@dataclass(frozen=True)
class RouteWords:
    """What is said of a route: a summary, its group, its parameters.

    ``answer`` names the schema of its JSON, ``form`` has the fields of a form that is taken.
    """

    summary: str
    tag: str
    parameters: tuple[Taken, ...] = ()
    viewed: bool = False
    redirects: bool = False
    answer: str | None = None
    form: tuple[Taken, ...] = ()


VIEW: Final = (
    Taken("as-of", "Only what held on this day, and had occurred by then; a year or a month "
          "means its last day.", {"type": "string", "pattern": f"^{SOME_DATE}$"}, "2018"),
    Taken("known-by", "Only what articles say that were published by this day.",
          {"type": "string", "pattern": f"^{SOME_DATE}$"}, "2020-12-31"),
    Taken("certainty", "With a day: what holds for certain, or what possibly holds.",
          {"type": "string", "enum": ["certain", "possible"]}, "certain"),
)  # fmt: skip
"""The parameters of a view of the graph."""

ANSWER: Final = (
    Taken("page", "The page of the answer, from 1. Without it data comes whole.",
          {"type": "integer", "minimum": 1, "maximum": 10**9}, 1),
    Taken("page-size", f"How many rows a page has: {PAGE_SIZE} if nothing is said.",
          {"type": "integer", "minimum": 1, "maximum": MOST_ROWS}, PAGE_SIZE),
    Taken("evidence", "1 adds to each row the passages that it rests on: as evidence in JSON, "
          "as the columns passages, anchors and, where the texts are at hand, words elsewhere.",
          YES_OR_NO, "1"),
    Taken("explain", "row adds to each row where its receipt is: as receipts in JSON, as the "
          "column receipt elsewhere. A number leads (303) to the receipt of that row, from 0.",
          {"type": "string", "pattern": "^(row|[0-9]{1,9})$"}, "row"),
    Taken("spreadsheet", "1 makes a CSV safe for spreadsheets: a cell that they would take for a "
          "formula gets an apostrophe before it, and the file a byte order mark.",
          YES_OR_NO, "1"),
)  # fmt: skip
"""The parameters that say how the answer to a stored query is wanted."""

_RECONCILE: Final = (
    Taken("queries", "A batch of reconciliation queries, as JSON.", TEXT,
          '{"q0": {"query": "KFOR", "type": "Operation"}}'),
    Taken("extend", "In place of that: a data extension query, as JSON.", TEXT),
)  # fmt: skip
_LOCAL = Taken("local", "What stands after the kind in the IRI; it may have slashes.", TEXT,
               "nato", True, "path")  # fmt: skip
WORDS: Final[dict[str, RouteWords]] = {
    "home": RouteWords("What this is, a search, and questions to begin with", "pages"),
    "search": RouteWords(
        "Things by any of their recorded names",
        "search",
        (
            Taken("q", "Words: a name, a part of one, or something like it.", TEXT, "KFOR"),
            Taken("class", "Only members of this class, by its IRI.", TEXT,
                  "https://w3id.org/pactgraph/ontology#Operation"),
        ),
    ),
    "articles": RouteWords("The articles that the graph is drawn from", "pages", viewed=True),
    "disagreements": RouteWords(
        "What articles and speakers disagree on", "pages", viewed=True
    ),
    "timeline": RouteWords("What happened, began or ended when", "pages", viewed=True),
    "network": RouteWords("Who is tied to whom, as a network", "pages", viewed=True),
    "contributions": RouteWords("Contributions as a chart", "pages", viewed=True),
    "receipt": RouteWords(
        "Why a row is in an answer, down to the words of the articles",
        "receipts",
        (
            Taken("query", "The name of a stored query, whose parameters come beside it.", TEXT,
                  "summits"),
            Taken("sparql", "In place of that: a query in SPARQL.", TEXT),
            Taken("row", "The number of the row, from 0.", WHOLE, 0),
        ),
        viewed=True,
    ),
    "statement": RouteWords(
        "Why a statement is in the graph",
        "receipts",
        (
            Taken("s", "The subject, as N-Triples writes it.", TEXT,
                  "<https://w3id.org/pactgraph/id/nato>"),
            Taken("p", "The property.", TEXT, "<http://www.w3.org/2000/01/rdf-schema#label>"),
            Taken("o", "The object.", TEXT, '"NATO"@en'),
        ),
        viewed=True,
    ),
    "editor": RouteWords(
        "A place to write SPARQL",
        "pages",
        (Taken("query", "A query to begin with.", TEXT),),
    ),
    "queries": RouteWords("The stored queries: names, questions, parameters", "stored queries",
                          answer="Queries"),
    "query": RouteWords("The answer to a stored query", "stored queries", ANSWER, viewed=True,
                        redirects=True),
    "api": RouteWords("How programs use this site", "about"),
    "openapi": RouteWords("This description", "about"),
    "reconcile": RouteWords(
        "The reconciliation service (Reconciliation Service API 0.2): its manifest; with queries "
        "the things that rows of a table may mean, with extend what is stated of them",
        "reconciliation",
        _RECONCILE,
        answer="Reconciliation",
        form=_RECONCILE,
    ),
    "reconcile_suggest": RouteWords(
        "Things, types or properties whose names begin so",
        "reconciliation",
        (
            Taken("kind", "What is wanted.",
                  {"type": "string", "enum": ["entity", "type", "property"]}, "entity", True,
                  "path"),
            Taken("prefix", "What has been typed so far.", TEXT, "Stolt"),
            Taken("cursor", "How many suggestions are skipped.", WHOLE, 0),
        ),
        answer="Suggestions",
    ),
    "reconcile_properties": RouteWords(
        "The properties that the things of a type have",
        "reconciliation",
        (
            Taken("type", "The type, by its identifier.", TEXT, "Person"),
            Taken("limit", "How many are wanted at most.",
                  {"type": "integer", "minimum": 1, "maximum": 10**9}, 10),
        ),
        answer="ProposedProperties",
    ),
    "reconcile_preview": RouteWords(
        "A small page of a thing, for a frame of another site",
        "reconciliation",
        (Taken("id", "The thing, by its identifier.", TEXT, "nato"),),
    ),
    "examples": RouteWords("The stored queries described in RDF", "about"),
    "void": RouteWords("The dataset described in VoID and DCAT", "linked data"),
    "passage": RouteWords(
        "What the words of a range of an article state",
        "linked data",
        (
            Taken("article", "The slug of the article.", TEXT, "azernews-2020-04-13"),
            Taken("char", "The range of characters: start and end.",
                  {"type": "string", "pattern": "^[0-9]+,[0-9]+$"}, "3168,3271"),
        ),
    ),
    "describe": RouteWords(
        "What the graph holds of any IRI",
        "linked data",
        (Taken("iri", "The IRI.", {"type": "string", "format": "iri"},
               "https://w3id.org/pactgraph/id/nato"),),
        viewed=True,
    ),
    "article_page": RouteWords(
        "An article: its record, its passages, and its text where that is at hand",
        "pages",
        (Taken("slug", "The slug of the article.", TEXT, "azernews-2020-04-13", True, "path"),),
        viewed=True,
    ),
    "ontology_page": RouteWords("The ontology, documented", "pages"),
    "shapes_page": RouteWords("The shapes that the graph is validated by, documented", "pages"),
    "disagreement_page": RouteWords(
        "One disagreement: its sides, and what each rests on",
        "pages",
        (Taken("name", "The last part of its IRI.", TEXT, None, True, "path"),),
        viewed=True,
    ),
    "page": RouteWords(
        "The page of a thing: what is stated of it, with the evidence",
        "pages",
        (Taken("local", "The IRI after the base of ours.", TEXT, "id/nato", True, "path"),),
        viewed=True,
    ),
    "data": RouteWords(
        "The data of a thing, in the format of a file extension",
        "linked data",
        (Taken("local", "The IRI after the base of ours.", TEXT, "id/nato", True, "path"),),
        viewed=True,
    ),
    "dump": RouteWords(
        "The whole graph in one file",
        "linked data",
        (Taken("name", "The name of the file.", TEXT, "pactgraph", True, "path"),),
    ),
    "dataset": RouteWords("Leads to the description of the dataset", "linked data",
                          redirects=True),
    "thing": RouteWords(
        "Leads from an IRI of ours to the page or the data that tells of it",
        "linked data",
        (
            Taken("kind", "The kind of thing: the first part of the IRI.", TEXT, "id", True,
                  "path"),
            _LOCAL,
        ),
        viewed=True,
        redirects=True,
    ),
}  # fmt: skip
"""Words by the name of the route."""

SPARQL: Final = (
    Taken("query", "The query. Without it the endpoint describes itself.", TEXT,
          "SELECT ?label { id:nato rdfs:label ?label }"),
    Taken("default-graph-uri", "A graph that is to be part of the default graph; may repeat.",
          {"type": "array", "items": TEXT}),
    Taken("named-graph-uri", "A graph that is to be named in the dataset; may repeat.",
          {"type": "array", "items": TEXT}),
)  # fmt: skip
"""What the SPARQL 1.1 Protocol lets a request say."""
