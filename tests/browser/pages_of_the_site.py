"""The pages of the site as the tests list them: one of every kind."""

from __future__ import annotations

from urllib.parse import urlencode

ONTOLOGY = "https://w3id.org/pactgraph/ontology#"
IDS = "https://w3id.org/pactgraph/id/"
STATEMENT = "/statement?" + urlencode(
    {
        "s": f"<{IDS}azerbaijan>",
        "p": f"<{ONTOLOGY}contributesTo>",
        "o": f"<{IDS}kfor>",
    }
)

MAIN = {
    "home": "/",
    "search": "/search?q=azer",
    "articles": "/articles",
    "entity": "/page/id/kfor",
    "article": "/page/article/nato-partnership-background",
    "statement": STATEMENT,
    "receipt": "/receipt?query=summits&row=1",
    "disagreements": "/disagreements",
    "timeline": "/timeline",
    "network": "/network",
    "contributions": "/contributions",
    "queries": "/queries",
    "query": "/queries/summits",
    "editor": "/editor",
    "ontology": "/page/ontology",
    "api": "/api",
}
FURTHER = {
    "person": "/page/id/james-appathurai",
    "seen as of a day": "/page/id/kfor?as-of=2012-06-01",
    "nothing found": "/search?q=zzzqqq",
    "network of a day": "/network?as-of=2012",
    "no row": "/queries/summits?person=Heydar%20Aliyev",
    "shapes": "/page/shapes",
    "description": "/describe?" + urlencode({"iri": "https://schema.org/Person"}),
}
ERRORS = {
    "unknown thing": ("/page/id/nobody-at-all", 404),
    "unknown path": ("/no/such/path", 404),
    "bad day": ("/network?as-of=2024-99-99", 400),
    "bad value": ("/queries/summits?person=Ilham%20Alijew", 400),
}
