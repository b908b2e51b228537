"""Receipts as people read them: whole texts of small worlds, and what no text may do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from textwrap import dedent
from typing import TypeGuard

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple
from receipt_worlds import QUERIES, tiny
from rich.cells import cell_len

from pactgraph.evidence import PassageNote
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.model.passages import Range
from pactgraph.namespaces import ARTICLE, ID, LINEAGE, PACT, RDF
from pactgraph.proof.tree import Axiom, Computed, Derived, Recorded, Voice, Walk, Worded, Wording
from pactgraph.reasoning.rules import Rule
from pactgraph.telling.labels import Labels
from pactgraph.telling.readable import ReadableReceipt, Reading
from pactgraph.witness.explaining import NOT_ALL
from pactgraph.witness.receipt import Absent, Kept, Matched, Members, Reckoned, groups, matches


@pytest.fixture(scope="module")
def kg() -> Iterator[KnowledgeGraph]:
    with tiny() as opened:
        yield opened


@pytest.fixture(scope="module")
def with_texts() -> Iterator[KnowledgeGraph]:
    with tiny(texts=True) as opened:
        yield opened


def block(text: str) -> str:
    return dedent(text).strip("\n")


def test_a_row_is_told_from_the_row_down_to_the_anchor(kg: KnowledgeGraph) -> None:
    assert kg.explain("members", 0).text() == block(
        """
        Row 1 of 2 of the answer to members
          member        Tirra  [1]
          organisation  Council of Lagoons  [1]
          begin         1996  [1]
          article       harbour-2019-05-02

        This row rests on 1 passage of 1 article.

        What the words state
          [1] harbour-2019-05-02 (The Harbour, 2019-05-02), characters 104 to 136
            “…joined the council…”
            → Membership of Tirra in the Council of Lagoons is a membership
              member        Tirra
              organisation  Council of Lagoons
              begin         1996

        Notes
          3 more matches are only names, kinds and places; the full receipt shows all
        """
    )


def test_with_the_text_at_hand_the_words_stand_in_their_sentence(
    with_texts: KnowledgeGraph,
) -> None:
    text = with_texts.explain("members", 0).text()
    assert "\n    “Tirra joined the council in 1996”, two years after its founding.\n" in text
    assert "joined the council…" not in text


def test_what_follows_names_its_rules_and_cites_its_passages(kg: KnowledgeGraph) -> None:
    asked = "ASK { id:tirra pact:memberOf id:council-of-lagoons }"
    assert kg.query(asked).explain().text() == block(
        """
        The answer is yes.

        It rests on 1 passage of 1 article; 1 more passage states parts of it again.

        What the words state
          [1] harbour-2019-05-02 (The Harbour, 2019-05-02), characters 104 to 136
            “…joined the council…”
            → Membership of Tirra in the Council of Lagoons
              member        Tirra
              organisation  Council of Lagoons

        The same is stated again by
          lagoon-2021 (undated), characters 115 to 149
            Membership of Tirra in the Council of Lagoons – member: Tirra; organisation:
            Council of Lagoons

        What follows from it
          Tirra – member of: Council of Lagoons
          ├─ because “member in”, then “organisation”, make “member of”
          ├─ Tirra – member in: Membership of Tirra in the Council of Lagoons
          │  ├─ because “member” is the other way round of “member in”
          │  └─ Membership of Tirra in the Council of Lagoons – member: Tirra  [1]
          └─ Membership of Tirra in the Council of Lagoons – organisation: Council of
             Lagoons  [1]
        """
    )


def test_bounds_say_from_which_dates_and_by_which_rule(with_texts: KnowledgeGraph) -> None:
    asked = "SELECT ?day { ?b pact:boundsOf id:oda-vell-presidency ; pact:endNotBefore ?day }"
    assert (
        with_texts.query(asked)
        .explain()
        .text()
        .endswith(
            block(
                """
            What the words state
              [1] harbour-2019-05-02 (The Harbour, 2019-05-02), characters 376 to 419
                “Tolk met Tirran President Oda Vell on 1 May”.
                what these words leave out is told at 1 to 16 “date 2019-05-02”
                → Presidency of Oda Vell
                  observed on  2019-05-01

            What is worked out
              Presidency of Oda Vell had not ended before 2019-05-01 (harbour-2019-05-02)
              ├─ from Presidency of Oda Vell – observed on: 2019-05-01  [1]
              └─ because what was observed at a date has begun by its last day and not ended
                 before its first
            """
            )
        )
    )


def test_what_a_pronoun_means_is_told_with_the_passage_that_tells_it(
    with_texts: KnowledgeGraph,
) -> None:
    asked = "SELECT ?u { ?u pact:act pact:thanking ; pact:speaker ?who }"
    text = " ".join(with_texts.query(asked).explain().text().split())
    assert (
        "“He thanked her for the boats”. Bram Tolk is meant, as told at 376 to 419 “Tolk met "
        "Tirran President Oda Vell on 1 May”" in text
    )
    # She is in the words, but nothing in this row is about her.
    assert "Oda Vell is meant" not in text


def test_a_claim_is_reported_by_its_speaker_and_not_stated(kg: KnowledgeGraph) -> None:
    with kg.with_claims(None) as joined:
        asked = "SELECT ?x ?n { ?x pact:personnel/pact:value ?n FILTER(?n < 10) }"
        text = joined.query(asked).explain().text()
    assert "What the words report that somebody says\n  [1] " in text
    assert "What the words state" not in text
    assert "\n    said by Bram Tolk; the article does not say it itself\n" in text
    assert "3 (n) is less than 10" in text


def test_who_passes_on_what_is_said_and_how_it_is_said_are_told() -> None:
    passage = NamedNode(f"{ARTICLE.base}harbour#char=1,9")
    triple = Triple(ID.gull, PACT.value, Literal("7"))
    voices = (
        Voice(ID.u1, PACT.denying, (ID.gull,), ()),
        Voice(ID.u2, PACT.stating, (ID.tern,), ()),
    )
    leaf = Worded(triple, (Wording(passage, passage, None, voices=voices),))
    step = Matched("?x pact:value ?v", triple, passage, leaf)
    text = ReadableReceipt({"x": ID.gull}, ("x",), 0, (step,)).text(width=200)
    assert (
        "said by id:gull (denying), as id:tern reports; the article does not say it itself" in text
    )


def test_a_row_on_records_gives_file_and_line(kg: KnowledgeGraph) -> None:
    text = kg.query("SELECT ?l { id:tirra rdfs:label ?l }").explain().text()
    assert "This row rests on records, not on the words of an article." in text
    assert "Tirra – label: Tirra  (data/entities/things.ttl:15)" in text


def test_a_row_without_triples_says_that_the_query_made_it(kg: KnowledgeGraph) -> None:
    text = kg.query("SELECT (1 + 1 AS ?two) {}").explain().text()
    assert "two  2" in text
    assert "rests on no statement of the graph: the query itself computed it." in text


def test_what_was_looked_for_and_is_not_there_is_said_of_the_thing(kg: KnowledgeGraph) -> None:
    asked = """SELECT ?m ?end ?date {
        ?m pact:member ?x OPTIONAL { ?m pact:end ?end } OPTIONAL { ?m pact:date ?date } }"""
    text = kg.query(asked).explain().text()
    assert "Membership of Tirra in the Council of Lagoons: no end, no date" in text


def test_what_one_article_does_not_say_is_said_of_that_article(kg: KnowledgeGraph) -> None:
    asked = """SELECT ?m ?end { GRAPH ?p { ?m pact:member ?x } ?p oa:hasSource ?article
        OPTIONAL { GRAPH ?q { ?m pact:end ?end } ?q oa:hasSource ?article }
        FILTER NOT EXISTS { GRAPH ?q { ?m a pact:Visit } ?q oa:hasSource ?article } }"""
    text = kg.query(asked).explain().text(width=300)
    assert (
        "Membership of Tirra in the Council of Lagoons: harbour-2019-05-02 itself gives no end, "
        "and itself does not say that it is a visit"
    ) in text
    inside = "SELECT ?m ?end { GRAPH ?p { ?m pact:member ?x OPTIONAL { ?m pact:end ?end } } }"
    text = kg.query(inside).explain().text(width=300)
    assert "Lagoons: harbour-2019-05-02 at 104 to 136 itself gives no end" in text


def test_of_a_group_the_members_are_told(kg: KnowledgeGraph) -> None:
    text = kg.query("SELECT (COUNT(*) AS ?n) { ?c a pact:Count ; pact:value ?v }").explain().text()
    assert "What was counted\n  2 matches\n  ├─ count “rangers” – value: 40  [1]\n  └─ " in text
    assert "n is 2: the number of solutions" in text


def test_of_a_group_that_is_shown_in_part_the_text_says_so(kg: KnowledgeGraph) -> None:
    asked = """SELECT (COUNT(DISTINCT ?v) AS ?n) { ?c a pact:Count ; pact:value ?v ; ?p ?o }"""
    answer = kg.query(asked)
    receipt = answer.explain(members=2)
    text = " ".join(receipt.text(width=10_000).split())
    (group,) = groups(receipt.steps)
    every = 2 + group.others
    assert not receipt.complete
    assert f"This row rests on at least 1 passage of 1 article, those behind 2 of the {every}" in (
        text
    )
    assert f"{every} matches, 2 different values of “v”; the first 2 are" in text
    assert NOT_ALL in text
    assert NOT_ALL in {term.value for t in receipt.triples() for term in t if is_literal(term)}
    document = receipt.as_json()
    assert document["complete"] is False
    whole = answer.explain(members=None)
    assert whole.complete
    assert "at least" not in whole.text()
    assert whole.as_json()["complete"] is True


def test_a_path_of_no_steps_quotes_no_passage_as_its_reason(kg: KnowledgeGraph) -> None:
    receipt = kg.query("SELECT ?c { id:tirra pact:memberOf* ?c } ORDER BY ?c").explain(1)
    assert receipt.row == {"c": ID.tirra}
    text = receipt.text(width=200)
    assert "This row rests on no statement but that its thing is in the graph." in text
    assert (
        "What was walked\n  Tirra itself: the path “member of (any number of times)” was " in text
    )
    assert "What the words state" not in text
    assert "[1]" not in text
    assert "(only that the node is in the graph)" in receipt.text(full=True)
    assert [match.anchor for match in matches(receipt.steps)] == [True]


def test_values_of_members_that_are_not_shown_are_not_passed_over() -> None:
    passage = NamedNode(f"{ARTICLE.base}harbour#char=1,9")
    listed = [Triple(ID.list, PACT.enumerates, ID[f"n{n}"]) for n in range(2)]
    shown = tuple((Matched("?x ?p ?y", triple, passage),) for triple in listed)
    text = ReadableReceipt({"n": ID.a}, ("n",), 0, (Members({}, 5, shown, 3),)).text(width=200)
    assert "enumerates  id:n0, id:n1 (those of the 2 matches shown of 5)" in text


def is_literal(term: object) -> TypeGuard[Literal]:
    return isinstance(term, Literal)


def test_copied_text_counts_as_one_line() -> None:
    names = ["harbour", "lagoon", "tide"]
    passages = [NamedNode(f"{ARTICLE.base}{name}#char=1,9") for name in names]
    triple = Triple(ID.gull, PACT.member, ID.flock)
    steps = tuple(Matched("?x pact:member ?y", triple, p, None) for p in passages)
    notes = {
        passage.value: PassageNote(passage.value, name, Range(1, 9), line=line)
        for passage, name, line in zip(passages, names, "aab", strict=True)
    }
    receipt = ReadableReceipt({}, (), 0, steps, reading=Reading(passages=notes))
    assert "3 passages of 3 articles in 2 independent lines, as copied text counts once." in (
        receipt.text(width=200)
    )


def test_the_engine_rewrites_a_value_and_the_text_shows_the_file_s() -> None:
    written = Triple(ID.tide, PACT.value, Literal("07", datatype=NamedNode("urn:t")))
    passage = NamedNode("https://w3id.org/pactgraph/article/harbour#char=1,9")
    leaf = Worded(written, (Wording(passage, passage, None),))
    rewritten = Triple(ID.tide, PACT.value, Literal("7", datatype=NamedNode("urn:t")))
    step = Matched("?tide pact:value ?v", rewritten, passage, leaf)
    text = ReadableReceipt({"tide": ID.tide}, ("tide",), 0, (step,)).text()
    assert "value  07" in text


def test_of_shared_text_no_digests_and_no_iris_are_told() -> None:
    text, passage = LINEAGE["harbour/1-9"], NamedNode(f"{ARTICLE.base}tide#char=1,9")
    occurrence = LINEAGE["harbour/1-9/occurrence/2"]
    said = [
        Triple(occurrence, PACT.occurrenceOf, text),
        Triple(occurrence, PACT.occursIn, NamedNode(f"{ARTICLE.base}tide")),
        Triple(occurrence, PACT.rangeDigest, Literal("sha256:0a")),
    ]
    line = Triple(passage, PACT.inLine, NamedNode(f"{ARTICLE.base}harbour"))
    inputs = tuple(Quad(t.subject, t.predicate, t.object, ID.graph) for t in said)
    computed = Matched("?p pact:inLine ?l", line, None, Computed(line, (("l", "R."),), inputs, ()))
    recorded = [Matched("?x ?p ?y", t, None, Recorded(t, ID.record, None)) for t in said]
    told = ReadableReceipt({"t": text}, ("t",), 0, (computed,)).text(width=200)
    assert told.count("from occurrence 2 of the text of harbour at 1 to 9") == 1
    assert "occurs in: tide" in told
    told = ReadableReceipt({"t": text}, ("t",), 0, tuple(recorded)).text(width=200)
    assert "  t  text of harbour at 1 to 9" in told
    assert "sha256" not in told
    assert "https" not in told
    assert "1 more match is only a name, a kind or a place" in told


def test_a_long_walk_is_one_line() -> None:
    links = [Triple(ID[f"p{n}"], PACT.partOf, ID[f"p{n + 1}"]) for n in range(20)]
    rule = Rule("r", "prp-trp", (), None, (), "pact:partOf is transitive")
    graph = ID["record"]
    walk = Walk(
        Triple(ID.p0, PACT.partOf, ID.p20), rule, tuple(Recorded(t, graph, None) for t in links)
    )
    step = Matched("?x pact:partOf ?y", walk.triple, None, walk)
    text = ReadableReceipt({"x": ID.p0}, ("x",), 0, (step,)).text(width=200)
    (line,) = [line for line in text.splitlines() if " → " in line]
    assert "id:p0 → id:p1" in line
    assert "… 14 more …" in line
    assert line.endswith("id:p20  (on record)")
    assert "because “part of” goes on from step to step; 20 steps of “part of”:" in text


def test_an_axiom_and_a_record_among_premises_say_so() -> None:
    premises = (
        Axiom(Triple(PACT.Ferry, PACT.kind, PACT.Boat), None),
        Recorded(Triple(ID.gull, RDF.type, PACT.Ferry), ID.record, None),
    )
    rule = Rule("r", "cax-sco", (), None, (), "pact:Ferry is a subclass of pact:Engine")
    proof = Derived(Triple(ID.gull, PACT.kind, PACT.Boat), rule, premises)
    step = Matched("?x ?p ?y", proof.triple, None, proof)
    text = ReadableReceipt({"x": ID.gull}, ("x",), 0, (step,)).text()
    assert "because every ferry is an engine" in text
    assert "(the ontology says so)" in text
    assert "id:gull is a ferry  (on record)" in text


def test_idle_conditions_and_reckonings_are_not_told() -> None:
    true = Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
    steps = (
        Kept("!BOUND(?__harbour_iri) || ?h = ?__harbour_iri", {"h": ID.gull}),
        Reckoned("idle", "EXISTS { ?x pact:end ?end FILTER(?end < ?__asOf_date) }", true, {}),
        Kept("!BOUND(?__asOf_date) || !?idle", {"idle": true}),
        Kept("?h != ?g", {"h": ID.gull, "g": ID.tern}),
    )
    text = ReadableReceipt({"h": ID.gull}, ("h",), 0, steps).text()
    assert "id:gull (h) is not id:tern (g)" in text
    assert text.count("\n") == 6
    assert "idle" not in text


def test_what_blocks_what_is_looked_for_is_told() -> None:
    there = Matched("?x pact:end ?end", Triple(ID.stay, PACT.end, Literal("1999")))
    step = Absent("NOT EXISTS", "?stay pact:end ?end FILTER(?end > '2000')", ((there,),))
    text = ReadableReceipt({"stay": ID.stay}, ("stay",), 0, (step,)).text()
    assert "nothing is there of id:stay (end: any “end”), where “end” is more than “2000”" in text
    assert "└─ this is there, and does not fit: id:stay – end: 1999" in text


def test_others_limits_and_notes_stand_at_the_end() -> None:
    receipt = ReadableReceipt({}, (), 6, (), 3, True, ("LIMIT cuts this answer.",))
    assert receipt.text().endswith(
        "Notes\n  LIMIT cuts this answer.\n  at least 3 more ways lead to this same row"
    )
    one = replace(receipt, others=1, more=False, notes=())
    assert one.text().endswith("\n  1 more way leads to this same row")


def test_full_shows_every_pattern_with_iris_files_and_lines(kg: KnowledgeGraph) -> None:
    text = kg.explain("members", 0).text(width=200, full=True)
    assert "?membership pact:begin ?begin" in text
    assert "id:tirra-council-of-lagoons-membership pact:begin" in text
    assert "data/articles/harbour-2019-05-02.trig:49" in text
    assert "more matches are only" not in text


def test_members_of_a_group_in_full(kg: KnowledgeGraph) -> None:
    step = Members({"k": ID.gull}, 3, ((), ()))
    text = ReadableReceipt({"k": ID.gull}, ("k",), 0, (step,)).text(full=True)
    assert "group of 3 with ?k = id:gull" in text
    assert "member 2" in text


@pytest.mark.parametrize("asked", QUERIES)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_page(with_texts: KnowledgeGraph, asked: str, width: int) -> None:
    receipt = with_texts.query(asked).explain()
    for full in (False, True):
        lines = receipt.text(width=width, full=full).splitlines()
        assert max(map(cell_len, lines)) <= width
        assert all(line == line.rstrip() for line in lines)


def test_labels_cannot_steer_the_terminal() -> None:
    hostile = "[red]Gu\x1b[31mll\x07[/red] \u202egnp.exe\n[link=http://x]x[/link] :smile: \x9b2J"
    passage = NamedNode("https://w3id.org/pactgraph/article/harbour#char=1,9")
    triple = Triple(ID.gull, PACT.name, Literal(hostile))
    step = Matched(hostile, triple, passage, Worded(triple, (Wording(passage, passage, None),)))
    steps = (step, Kept(hostile, {"x": Literal(hostile)}), Absent("MINUS", hostile))
    reading = Reading(Labels({ID.gull.value: hostile}), question=hostile)
    row = {hostile: ID.gull, "b": Literal(hostile)}
    receipt = ReadableReceipt(row, (hostile, "b"), 0, steps, 0, False, (hostile,), reading)
    for full in (False, True):
        text = receipt.text(width=200, full=full)
        assert not set(text) & set("\x1b\x07\u202e\x9b")
        assert "[red]Gu\\x1b[31mll\\x07[/red]" in text
        assert ":smile:" in text
        assert "[link=http://x]x[/link]" in text


def test_str_is_the_text(kg: KnowledgeGraph) -> None:
    receipt = kg.explain("members", 1)
    assert str(receipt) == receipt.text()
