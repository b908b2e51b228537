"""What carries a value: the passage's words, its resolvers, its written pairs; nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from words_world import World

from pactgraph.words.finding import Check, Severity

Make = Callable[..., World]

MORE = """
id:uma-vell a pact:Person ; rdfs:label "Uma"@en ; pact:name "Uma Vell" ; pact:shortName "Vell" .
id:truce a pact:Operation ; rdfs:label "44-day truce"@en ; pact:name "44-day truce" .
id:ninth-accord a pact:Programme ; rdfs:label "Ninth Accord"@en ; pact:name "Ninth Accord" .
id:pier-a a pact:Place ; rdfs:label "Pier"@en ; pact:name "North Pier" .
id:pier-b a pact:Place ; rdfs:label "Pier"@en ; pact:name "North Pier" .
id:tirra-stay a pact:Contribution ; rdfs:label "Stay"@en .
"""


def declared(*passages: str) -> str:
    return "\n".join(f"<[{words}]> a pact:Passage ." for words in passages)


def test_a_name_inside_a_longer_name_carries_nothing(world: Make) -> None:
    text = "The President of Tirra rows."
    graph = (
        f"GRAPH <[{text}]> {{ id:tirra-stay a pact:Contribution ; pact:contributor id:tirra . }}"
    )
    assert world(text, declared(text), graph, MORE).checks == [Check.NOTHING_CARRIED, Check.THING]


def test_a_name_inside_a_longer_name_carries_what_is_said_of_the_thing_of_that_name(
    world: Make,
) -> None:
    text = "The President of Tirra rows. He is old."
    office = "{ id:president-of-tirra pact:officeOf id:tirra . }"
    for place in ("President of Tirra", text):
        assert world(text, declared(place), f"GRAPH <[{place}]> {office}", MORE).checks == []
    resolved = (
        "<[He is old]> a pact:Passage ; pact:resolvedBy <[President of Tirra]> ."
        "<[President of Tirra]> a pact:Passage ."
    )
    made = world(text, resolved, f"GRAPH <[He is old]> {office}", MORE)
    assert Check.THING in made.checks


def test_cutting_a_longer_name_by_the_range_does_not_free_the_shorter(world: Make) -> None:
    text = "The President of Tirra rows."
    graph = (
        "GRAPH <[Tirra rows]> { id:tirra-stay a pact:Contribution ; pact:contributor id:tirra . }"
    )
    assert Check.THING in world(text, declared("Tirra rows"), graph, MORE).checks


@pytest.mark.parametrize(
    "words", ["Tirra\u2019s boats", "Tirran boats", "the Selm-Tirra boats", "TIRRA boats"]
)
def test_any_form_of_the_thing_carries_it(world: Make, words: str) -> None:
    text = f"Here are {words}."
    graph = (
        f"GRAPH <[{words}]> {{ id:tirra-stay a pact:Contribution ; pact:contributor id:tirra . }}"
    )
    assert world(text, declared(words), graph, MORE).findings == []


def test_a_resolver_carries_for_the_passage_and_there_are_no_chains(world: Make) -> None:
    text = "Tirra is old. The country rows. It sails."
    stay = "id:tirra-stay a pact:Contribution ; pact:contributor id:tirra ."
    near = "<[Tirra is old]> a pact:Passage . <[The country rows]> a pact:Passage"
    good = world(
        text,
        f"{near} ; pact:resolvedBy <[Tirra is old]> .",
        f"GRAPH <[The country rows]> {{ {stay} }}",
        MORE,
    )
    assert good.findings == []
    chained = world(
        text,
        f"{near} ; pact:resolvedBy <[Tirra is old]> ."
        " <[It sails]> a pact:Passage ; pact:resolvedBy <[The country rows]> .",
        f"GRAPH <[The country rows]> {{ {stay} }} GRAPH <[It sails]> {{ {stay} }}",
        MORE,
    )
    assert chained.checks == [Check.NOTHING_CARRIED, Check.RESOLVER_IDLE, Check.THING]


DAY = """id:tirra-stay a pact:Contribution ; pact:contributor id:tirra ;
  pact:date "2021-10-18"^^xsd:date ."""


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ("Tirra came on October 18.", True),
        ("Tirra came on 18 October 2021.", True),
        ("Tirra came on October 18, 2020.", False),
        ("Tirra came on October 19.", False),
        ("Tirra came in October, with 18 boats.", False),
        ("Tirra came then.", False),
    ],
)
def test_a_day_takes_its_year_from_a_resolver_and_nothing_else(
    world: Make, text: str, carried: bool
) -> None:
    whole = f"date 2021-10-30\n{text}"
    made = world(
        whole,
        f"<[date 2021-10-30]> a pact:Passage . <[{text}]> a pact:Passage ;"
        " pact:resolvedBy <[date 2021-10-30]> .",
        f"GRAPH <[{text}]> {{ {DAY} }}",
        MORE,
    )
    assert (Check.DATE not in made.checks) is carried
    assert (Check.RESOLVER_IDLE in made.checks) is (text != "Tirra came on October 18.")


def test_a_coarser_date_is_carried_by_a_finer_and_not_the_other_way(world: Make) -> None:
    text = "Tirra came on 18 October 2021. Tirra left in May 2020."
    first, second = "Tirra came on 18 October 2021.", "Tirra left in May 2020."
    stay = "id:tirra-stay a pact:Contribution ; pact:contributor id:tirra ; pact:date"
    made = world(
        text,
        declared(first, second),
        f'GRAPH <[{first}]> {{ {stay} "2021"^^xsd:gYear, "2021-10"^^xsd:gYearMonth . }}'
        f'GRAPH <[{second}]> {{ {stay} "2020-05-01"^^xsd:date . }}',
        MORE,
    )
    assert made.checks == [Check.DATE]


def test_the_figures_of_a_date_are_no_number_but_four_figures_alone_are(world: Make) -> None:
    text = "Tirra sent boats on 20 May 2003. Tirra sent 2003 boats."
    first, second = "Tirra sent boats on 20 May 2003.", "Tirra sent 2003 boats."
    count = "<cove/thing/n> a pact:Count ; pact:unit 'boats' ; pact:value"
    made = world(
        text,
        declared(first, second),
        f"GRAPH <[{first}]> {{ {count} 20 . }} GRAPH <[{second}]> {{ {count} 2003 . }}",
    )
    assert made.checks == [Check.NUMBER]


def test_a_number_inside_a_name_is_a_value_of_the_named_thing_alone(world: Make) -> None:
    text = "The Ninth Accord and the 44-day truce held."
    made = world(
        text,
        declared(text),
        f"GRAPH <[{text}]> {{ id:ninth-accord pact:number 9 . id:truce pact:number 44 . }}",
        MORE,
    )
    assert made.findings == []
    made = world(
        text,
        declared(text),
        f"GRAPH <[{text}]> {{ id:ninth-accord pact:number 44 . }}",
        MORE,
    )
    assert made.checks == [Check.NUMBER]


VELLS = "Oda Vell and Uma Vell sailed. Vell rowed."
ROWED = (
    "GRAPH <[Vell rowed]> {"
    " id:oda-vell-presidency a pact:OfficeHolding ; pact:holder id:oda-vell . }"
)
BOTH = "<[Oda Vell and Uma Vell sailed]> a pact:Passage ."


def test_a_form_that_two_things_share_needs_a_written_pair(world: Make) -> None:
    alone = world(VELLS, declared("Vell rowed"), ROWED, MORE)
    assert Check.PAIR_MISSING in alone.checks
    resolved = world(
        VELLS,
        f"{BOTH} <[Vell rowed]> a pact:Passage ; "
        "pact:resolvedBy <[Oda Vell and Uma Vell sailed]> .",
        ROWED,
        MORE,
    )
    assert Check.PAIR_MISSING in resolved.checks
    assert Check.RESOLVER_IDLE not in resolved.checks


@pytest.mark.parametrize("resolving", ["Oda Vell and Uma Vell sailed", "Vell rowed"])
def test_a_written_pair_settles_it_by_the_name_or_on_the_form_itself(
    world: Make, resolving: str
) -> None:
    made = world(
        VELLS,
        f"{BOTH if resolving.startswith('Oda') else ''}"
        "<[Vell rowed]> a pact:Passage ; pact:resolution <cove/resolution/vell> ."
        "<cove/resolution/vell> a pact:Resolution ; pact:resolvedThing id:oda-vell ;"
        f" pact:resolvingPassage <[{resolving}]> .",
        ROWED,
        MORE,
    )
    assert made.findings == []


def test_a_name_that_two_things_bear_needs_the_pair_too(world: Make) -> None:
    text = "Tirra met at the North Pier."
    graph = f"GRAPH <[{text}]> {{ <cove/thing/m> a pact:Meeting ; pact:place id:pier-a . }}"
    assert Check.PAIR_MISSING in world(text, declared(text), graph, MORE).checks
    paired = (
        f"<[{text}]> a pact:Passage ; pact:resolution <cove/resolution/p> ."
        "<cove/resolution/p> a pact:Resolution ; pact:resolvedThing id:pier-a ;"
        f" pact:resolvingPassage <[{text}]> ."
    )
    assert world(text, paired, graph, MORE).findings == []


def test_a_minted_thing_needs_one_carried_value_and_our_own_words_are_none(world: Make) -> None:
    text = "Tirra met."
    bare = f"GRAPH <[{text}]> {{ <cove/thing/m> a pact:Meeting ; rdfs:label 'Meeting of Tirra' . }}"
    assert world(text, declared(text), bare).checks == [Check.NOTHING_CARRIED]
    valued = f"GRAPH <[{text}]> {{ <cove/thing/m> a pact:Meeting ; pact:participant id:tirra . }}"
    assert world(text, declared(text), valued).findings == []


def test_our_own_words_are_held_to_their_names_numbers_and_dates(world: Make) -> None:
    text = "Tirra said it has two boats."
    said = "<cove/thing/u> a pact:Utterance ; pact:speaker id:tirra ; pact:act pact:saying ;"
    for gist, checks in (
        ("Tirra has 2 boats, one says.", []),
        ("Maristan has 2 boats.", [Check.THING]),
        ("Tirra has 3 boats.", [Check.NUMBER]),
        ("Tirra has had 2 boats since 1994.", [Check.DATE]),
    ):
        graph = f"GRAPH <[{text}]> {{ {said} pact:gist '{gist}' . }}"
        assert world(text, declared(text), graph).checks == checks


def test_claims_are_held_to_the_words_of_their_passage(world: Make) -> None:
    text = "Tirra said it has two boats."
    graphs = (
        f"GRAPH <[{text}]> {{ <cove/thing/u> a pact:Utterance ; pact:speaker id:tirra ;"
        " pact:act pact:saying ; pact:gist 'Tirra has boats.' ; pact:content <cove/claim/c> . }"
        "GRAPH <cove/claim/c> { <cove/thing/n> a pact:Count ; pact:value 3 ; pact:unit 'boats' . }"
    )
    record = declared(text) + f"<cove/claim/c> a pact:Claim ; pact:wordedIn <[{text}]> ."
    (finding,) = world(text, record, graphs).findings
    assert finding.check is Check.NUMBER
    assert finding.passage is not None
    assert finding.passage.endswith("#char=0,28")


SPEECH = "Bram Tolk said Tirra joined."
UTTERANCE = (
    "<cove/thing/u> a pact:Utterance ; pact:speaker id:bram-tolk ; pact:act pact:saying ;"
    " pact:gist 'Tirra joined.' ."
)
JOINED = "id:tirra-council-of-lagoons-membership a pact:Membership ; pact:member id:tirra ."


def test_facts_beside_speech_are_warned_of_unless_the_narrator_says_them(world: Make) -> None:
    graph = f"GRAPH <[{SPEECH}]> {{ {UTTERANCE} {JOINED} }}"
    (finding,) = world(SPEECH, declared(SPEECH), graph).findings
    assert finding.check is Check.SPEECH
    assert finding.severity is Severity.WARNING
    assert 'verb of saying "said"' in finding.message
    narrated = f"<[{SPEECH}]> a pact:Passage ; pact:narrated true ."
    assert world(SPEECH, narrated, graph).findings == []


def test_an_open_quotation_is_speech_without_a_verb(world: Make) -> None:
    text = "\u201cTirra joined,\u201d so Bram Tolk."
    graph = f"GRAPH <[Tirra joined]> {{ {JOINED} }}"
    (finding,) = world(text, declared("Tirra joined"), graph).findings
    assert finding.check is Check.SPEECH
    assert "open quotation" in finding.message


def test_who_speaks_is_no_fact_beside_speech(world: Make) -> None:
    text = "Tirran President Oda Vell told an official of Tirra."
    graph = f"""GRAPH <[{text}]> {{
      <cove/thing/u> a pact:Utterance ; pact:speaker id:oda-vell ;
        pact:audience <cove/thing/official> ; pact:gist "Oda Vell spoke." .
      id:oda-vell-presidency a pact:OfficeHolding ; pact:holder id:oda-vell ;
        pact:office id:president-of-tirra .
      id:president-of-tirra a pact:Office ; pact:officeOf id:tirra .
      id:oda-vell a pact:Person .
      <cove/thing/official> a pact:Person ; pact:organisation id:tirra .
    }}"""
    assert world(text, declared(text), graph).findings == []


NUMBERS = st.integers(2, 10**6)
THINGS = {
    "id:tirra": ["Tirra", "Tirran", "Tirra's"],
    "id:maristan": ["Maristan"],
    "id:port-selm": ["Port Selm", "PORT SELM"],
    "id:oda-vell": ["Oda Vell"],
    "id:operation-clear-water": ["Operation Clear Water"],
}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(sorted(THINGS)), st.sampled_from(sorted(THINGS)), NUMBERS, NUMBERS, st.data()
)
def test_what_the_words_hold_is_carried_and_a_changed_value_is_always_found(
    world: Make, thing: str, other: str, number: int, other_number: int, data: st.DataObject
) -> None:
    form = data.draw(st.sampled_from(THINGS[thing]))
    written = data.draw(st.sampled_from([f"{number}", f"{number:,}"]))
    text = f"It is known that {form} and {written} boats are here."

    def graph(thing: str, number: int) -> str:
        return (
            f"GRAPH <[{text}]> {{ <cove/thing/n> a pact:Count ; pact:value {number} ;"
            f" pact:unit 'boats' . <cove/thing/m> a pact:Meeting ; pact:participant {thing} . }}"
        )

    assert world(text, declared(text), graph(thing, number)).findings == []
    checks = world(text, declared(text), graph(other, other_number)).checks
    assert (Check.THING in checks) == (thing != other)
    assert (Check.NUMBER in checks) == (number != other_number)


def test_an_individual_that_no_words_carry_is_told_with_the_forms_that_would(world: Make) -> None:
    text = "Tirra rowed nine boats."
    count = "<cove/thing/n> a pact:Count ; pact:unit 'boats' ; pact:value 9 ; pact:comparator"
    made = world(text, declared(text), f"GRAPH <[{text}]> {{ {count} pact:moreThan . }}")
    hints = [finding.hint for finding in made.findings if finding.check is Check.INDIVIDUAL]
    assert hints == ['its lexical forms are "more than", "over"']


def test_a_term_that_is_not_there_is_told_with_those_written_nearly_so(world: Make) -> None:
    text = "Tirra rowed nine boats."
    hints = {
        term: world(
            text, declared(text), f"GRAPH <[{text}]> {{ <cove/thing/n> a pact:Count ; {term} 9 . }}"
        )
        .findings[0]
        .hint
        for term in (
            "pact:comparator pact:moreThen ; pact:value",
            "pact:value pact:zzz ; pact:value",
        )
    }
    assert list(hints.values()) == [
        "did you mean pact:moreThan? Else declare it in a file of ontology/",
        "declare it in a file of ontology/",
    ]
