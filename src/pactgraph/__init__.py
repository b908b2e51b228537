"""A knowledge graph of international security cooperation that can prove what it says.

>>> import pactgraph
>>> with pactgraph.open() as kg:
...     answer = kg.run("contributions", contributor="Azerbaijan", evidence=True)
>>> answer.variables[:2]
('contributor', 'contributorLabel')
>>> answer[0]["contributorLabel"], all(answer.evidence)
('Azerbaijan', True)
"""

from importlib.metadata import version

from pactgraph.answer import Answer
from pactgraph.articles import Article
from pactgraph.errors import PactgraphError
from pactgraph.evidence import PassageNote
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.opening import open_graph as open
from pactgraph.values import PartialDate

__version__ = version("pactgraph")

__all__ = [
    "Answer",
    "Article",
    "KnowledgeGraph",
    "PactgraphError",
    "PartialDate",
    "PassageNote",
    "__version__",
    "open",
]
