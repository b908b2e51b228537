"""The words are checked beside the records that matter as beside all of them."""

from __future__ import annotations

import re
from pathlib import Path

from pactgraph.amendment.article_change import NewFile
from pactgraph.amendment.ground import Ground
from pactgraph.amendment.stored_graph import StoredGraph
from pactgraph.amendment.word_checks import checks_beside
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources, read_article_file
from pactgraph.source.texts import Texts
from pactgraph.store import Store
from pactgraph.words.verification import ArticleChecks


def test_findings_do_not_depend_on_the_records_of_what_is_not_named(
    repository: Project, repository_store: Path, articles_dir: Path
) -> None:
    ground, texts = Ground.read(repository), Texts(articles_dir)
    whole = ArticleChecks.of(Sources.load(repository.holding(())))
    with Store.open(repository_store) as store:
        stored = StoredGraph(store.content(), ground.facts, ground.beside, store.line_of)
        for path in repository.article_files:
            file = NewFile(*read_article_file(repository, path))
            text = texts.text(file.record.slug)
            assert text is not None
            # Of one word in nine the letters are others, so that names and values are missed.
            other = re.sub(r"((?:\w+\W+){8})(\w+)", lambda m: m[1] + "q" * len(m[2]), text)
            beside = checks_beside(ground, store, stored, [file], [other])
            digest = file.record.digest
            found, expected = (
                checks.findings(file.record, other, digest, store.line_of)
                for checks in (beside, whole)
            )
            assert found == expected
            assert len({one.check for one in found}) > 3
            assert len(beside.known.declared) < len(whole.known.declared)
