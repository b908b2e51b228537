"""For each rule a world in which it finds something, and near misses in which none does."""

from __future__ import annotations

from disagreement_worlds import article, claim, entities, judgements

CHECK, CONTRADICTION = "to-check", "contradiction"


def date(words: str) -> str:
    kind = {4: "gYear", 7: "gYearMonth"}.get(len(words), "date")
    return f'"{words}"^^xsd:{kind}'


def begin(words: str) -> str:
    return f"pact:begin {date(words)}"


def end(words: str) -> str:
    return f"pact:end {date(words)}"


def on(words: str) -> str:
    return f"pact:observedOn {date(words)}"


def over(words: str) -> str:
    return f"pact:endedBefore {date(words)}"


def thing(name: str, kind: str, *more: str) -> str:
    return " ; ".join((f"{name} a pact:{kind}", *more)) + " ."


def membership(*more: str, name: str = "id:m") -> str:
    return thing(name, "Membership", "pact:member id:orla ; pact:organisation id:league", *more)


def relation(name: str, kind: str, words: str) -> str:
    return thing(name, kind, "pact:firstParty id:orla ; pact:secondParty id:league", begin(words))


def holding(name: str, who: str, office: str, *more: str) -> str:
    parties = f"pact:holder id:{who} ; pact:office id:{office}"
    return thing(name, "OfficeHolding", parties, *more)


def count(name: str, value: float, kind: str, of: str, *more: str, by: str = "exactly") -> str:
    number = f"pact:value {value} ; pact:comparator pact:{by} ; pact:unit pact:servicemen"
    return thing(name, "Count", number, f"pact:countKind pact:{kind} ; pact:countOf {of}", *more)


def cycles(*rows: tuple[int, str, str], who: str = "id:orla", name: str = "id:c") -> list[str]:
    frame = f"pact:cycleOf id:beacon ; pact:conductedBy {who}"
    return [
        thing(f"{name}{n}", "Cycle", frame, f"pact:cycleNumber {n}",
              f"pact:firstYear {date(first)} ; pact:lastYear {date(last)}")
        for n, first, last in rows
    ]  # fmt: skip


def participation(programme: str, *more: str) -> str:
    parties = f"pact:participant id:orla ; pact:programme {programme}"
    return thing("id:p", "Participation", parties, *more)


def resumption(agent: str, frame: str) -> str:
    return thing("<b/thing/r>", "Resumption", "pact:resumed <b/thing/x>") + thing(
        "<b/thing/x>", "Cooperation",
        f"pact:firstCooperator {agent} ; pact:secondCooperator id:league",
        f"pact:heldWithin {frame}",
    )  # fmt: skip


def denial(relation: str, value: str) -> str:
    return thing(
        "<a/thing/d>", "Denial", "pact:denialSubject id:orla",
        f"pact:denialRelation pact:{relation} ; pact:denialObject {value}",
    )  # fmt: skip


def refuting(speaker: str, other: str) -> str:
    said = f"pact:speaker {speaker} ; pact:act pact:refuting ; pact:about <a/thing/v>"
    argued = f'pact:speaker {other} ; pact:act pact:arguing ; pact:gist "It is so."@en'
    return thing("<a/thing/u>", "Utterance", said) + thing("<a/thing/v>", "Utterance", argued)


DAY = on("2020-01-20")
LIST = "pact:enumerates id:p, id:q"
PERHAPS = judgements(
    "id:a pact:perhapsSameAs id:b ."
    ' <urn:j> a pact:Judgement ; pact:judgedThing id:a, id:b ; pact:reason "It is open." .'
)
OFFICES = entities(
    'id:deputy a pact:Office ; pact:name "Deputy Director" .'
    ' id:harbours a pact:Office ; pact:name "Deputy Director for Harbours" .'
    ' id:director a pact:Office ; pact:name "Director" .'
    ' id:keeper a pact:SharedOffice ; pact:name "lamp keeper" .'
    ' id:minister a pact:Office ; pact:name "Minister" .'
    ' id:tides a pact:Office ; pact:name "Minister of Tides" .'
)


def of(body: str, *offices: str) -> str:
    return " ".join(f"id:{office} pact:officeOf id:{body} ." for office in offices)


FOUND: dict[str, tuple[list[str], str, str]] = {
    "two begins of one thing": (
        [article("a", "2020", membership(begin("1992"))),
         article("b", "2021", membership(begin("1994")))],
        "dates-of-one-thing", CONTRADICTION,
    ),
    "a speaker against an article": (
        [article("a", "2020", membership(begin("1992"))),
         claim("a", "c", "id:ada", membership(begin("1994")))],
        "dates-of-one-thing", CONTRADICTION,
    ),
    "two speakers in two articles": (
        [article("a", "2020"), claim("a", "c", "id:ada", membership(begin("1992"))),
         article("b", "2020"), claim("b", "c", "id:bo", membership(begin("1994-05")))],
        "dates-of-one-thing", CONTRADICTION,
    ),
    "two dates of one event": (
        [article("a", "2020", thing("id:e", "Signing", f"pact:date {date('1994-05-04')}")),
         article("b", "2020", thing("id:e", "Signing", f"pact:date {date('1994-06')}"))],
        "dates-of-one-thing", CONTRADICTION,
    ),
    "two ends of one thing": (
        [article("a", "2020", membership(end("1999"))),
         article("b", "2020", membership(end("2001-02")))],
        "dates-of-one-thing", CONTRADICTION,
    ),
    "begins of what a curator thinks may be one": (
        [article("a", "2020", thing("id:a", "MeetingSeries", begin("2017"))),
         article("b", "2020", thing("id:b", "MeetingSeries", begin("2018"))), PERHAPS],
        "dates-of-what-may-be-one", CHECK,
    ),
    "the begin of the series that a part is in": (
        [article("a", "2020", thing("id:whole", "MeetingSeries", begin("2017"))
                 + thing("id:a", "MeetingSeries", "pact:duringEvent id:whole")),
         article("b", "2020-01-21", thing(
             "id:b", "MeetingSeries", "pact:intervalLength 2 ; pact:intervalUnit pact:year",
             f"pact:intervalUntil {date('2020-01-21')}")), PERHAPS],
        "dates-of-what-may-be-one", CHECK,
    ),
    "two memberships with the same parties": (
        [article("a", "2020", membership(begin("1992"), name="<a/thing/m>")),
         article("b", "2020", membership(begin("1994"), name="<b/thing/m>"))],
        "dates-of-what-may-be-one", CHECK,
    ),
    "a broader relation that began before a narrower": (
        [article("a", "2020", relation("id:r", "Relationship", "1992-03")),
         article("b", "2020", relation("id:c", "Cooperation", "1994"))],
        "begins-of-relations", CHECK,
    ),
    "a narrower relation that began before the broader": (
        [article("a", "2020", relation("id:r", "Relationship", "1992-03")),
         article("b", "2020", relation("id:c", "BilateralCooperation", "1990"))],
        "begins-of-relations", CONTRADICTION,
    ),
    "two shares on one day": (
        [article("a", "2020", count("<a/thing/n>", 12.5, "level", "id:m", DAY, by="moreThan")),
         article("b", "2020", count("<b/thing/n>", 12.5, "level", "id:m", DAY))],
        "one-count-two-numbers", CONTRADICTION,
    ),
    "two levels on one day": (
        [article("a", "2020", count("<a/thing/n>", 94, "level", "id:m", DAY)),
         article("b", "2020", count("<b/thing/n>", 120, "level", "id:m", DAY))],
        "one-count-two-numbers", CONTRADICTION,
    ),
    "a total that is fewer later": (
        [article("a", "2020", count("<a/thing/n>", 9, "totalSoFar", "id:v", DAY)),
         article("b", "2021", count("<b/thing/n>", 7, "totalSoFar", "id:v", on("2021-05-05")))],
        "one-count-two-numbers", CONTRADICTION,
    ),
    "two undated totals": (
        [article("a", "2020", count("<a/thing/n>", 9, "totalInInterval", "id:v")),
         article("b", "2021", count("<b/thing/n>", 12, "totalInInterval", "id:v", by="atLeast"))],
        "one-count-two-numbers", CHECK,
    ),
    "one office and two people on one day": (
        [OFFICES, article("a", "2020", holding("id:h", "ada", "director", DAY)),
         article("b", "2020", holding("id:k", "bo", "director", DAY))],
        "one-office-held-by-two", CONTRADICTION,
    ),
    "a title that extends another within a year": (
        [OFFICES, article("a", "2020", holding("id:h", "ada", "deputy", DAY)),
         article("b", "2020", holding("id:k", "bo", "harbours", on("2020-04-13")),
                 of("league", "deputy", "harbours"))],
        "one-office-held-by-two", CHECK,
    ),
    "a total above its list": (
        [article("a", "2020", count("id:n", 7, "totalSoFar", "id:x", LIST))],
        "total-and-list", CHECK,
    ),
    "a list above its total": (
        [article("a", "2020", count("id:n", 1, "totalSoFar", "id:x", LIST))],
        "total-and-list", CONTRADICTION,
    ),
    "one number for a whole and for a part": (
        [article("a", "2020", count("<a/thing/n>", 120, "level", "id:m"),
                 thing("id:m", "Contribution", "pact:contributor id:orla")),
         article("b", "2021", count("<b/thing/n>", 120, "totalInInterval", "id:s"),
                 thing("id:s", "Secondment", "pact:contributor id:orla"))],
        "one-number-two-scopes", CHECK,
    ),
    "a part above its whole": (
        [article("a", "2020", count("id:n", 5, "level", "id:m"),
                 count("id:o", 6, "partOfTotal", "id:m", "pact:partOfCount id:n"))],
        "part-above-whole", CONTRADICTION,
    ),
    "current in one article and ended in a later one": (
        [article("a", "2020-01-21", membership(on("2020-01-21"))),
         article("b", "2022-01-18", membership(end("2021-08")))],
        "current-then-ended", CHECK,
    ),
    "current in one article and former in a later one": (
        [article("a", "2020-01-21", membership(on("2020-01-21"))),
         article("b", "2022-01-18", membership(over("2022-01-18")))],
        "current-then-ended", CHECK,
    ),
    "since, and resumed in a frame that is perhaps the same": (
        [article("a", "2021", participation("id:a", begin("1997"), on("2021"))),
         article("b", "2022"), PERHAPS,
         claim("b", "c", "id:ada", resumption("<b/thing/office>", "id:b")
               + thing("<b/thing/office>", "Group", "pact:affiliation id:orla"))],
        "since-against-resumed", CHECK,
    ),
    "a year that no cycle covers": (
        [article("a", "2020", *cycles((1, "2005", "2007"), (2, "2008", "2010"),
                                      (3, "2012", "2013")))],
        "a-gap-in-a-series", CHECK,
    ),
    "certain for one and excluded for another": (
        [article("a", "2020-01-21", membership(begin("2001"), on("2020-01-21"))),
         article("b", "2022-01-18", membership(end("2013")))],
        "certain-and-excluded", CONTRADICTION,
    ),
    "over without a date, and talks on it under way": (
        [article("a", "2020", thing("id:talks", "Negotiation", "pact:concerns id:b",
                                    "pact:status pact:underWay")),
         article("b", "2022", thing("id:a", "ArmedConflict", over("2022"))), PERHAPS],
        "over-and-under-way", CHECK,
    ),
    "a relation that one denies and a thing states": (
        [article("a", "2020-04-13", denial("allyOf", "id:vessen")),
         article("b", "2020-05", thing(
             "id:alliance", "AllianceRelationship",
             "pact:firstAlly id:vessen ; pact:secondAlly id:orla", begin("2001"), on("2020-05")))],
        "denied-and-stated", CONTRADICTION,
    ),
    "a relation that one denies and another states undated": (
        [article("a", "2020", denial("memberOf", "id:league")),
         article("b", "2020", membership())],
        "denied-and-stated", CHECK,
    ),
    "what a speaker refutes": (
        [article("a", "2020", refuting("id:ada", "id:vessen"))], "refuted", CONTRADICTION,
    ),
}  # fmt: skip

PASSED_OVER: dict[str, list[str]] = {
    "a month within its year": [
        article("a", "2020", membership(begin("1992"))),
        article("b", "2021", membership(begin("1992-03"))),
    ],
    "one article with two begins": [
        article("a", "2020", membership(begin("1992")), membership(begin("1994"))),
    ],
    "a text and its revision": [
        article("a", "2020", membership(begin("1992"))),
        article("b", "2021", membership(begin("1994")), record="<b> prov:wasRevisionOf <a> ."),
    ],
    "a begin and what was observed later": [
        article("a", "2020", membership(begin("1992"))),
        article("b", "2021", membership(on("2021"))),
    ],
    "an event of a year and its begin within it": [
        article("a", "2020", thing("id:e", "ArmedConflict", f"pact:date {date('2020')}")),
        article("b", "2021", thing("id:e", "ArmedConflict", begin("2020-09"), end("2020-11"))),
    ],
    "different things of one class": [
        article("a", "2020", thing("id:a", "MeetingSeries", "pact:host id:orla", begin("2017"))),
        article("b", "2020", thing("id:b", "MeetingSeries", "pact:host id:orla", begin("2018"))),
    ],
    "memberships of two organisations": [
        article("a", "2020", membership(begin("1992"), name="id:a")),
        article("b", "2020", thing("id:b", "Membership", begin("1994"),
                                   "pact:member id:orla ; pact:organisation id:council")),
    ],
    "a partnership and a cooperation": [
        article("a", "2020", relation("id:r", "Partnership", "1992")),
        article("b", "2020", relation("id:c", "Cooperation", "1994")),
    ],
    "a relation and a cooperation in one article": [
        article("a", "2020", relation("id:r", "Relationship", "1992"),
                relation("id:c", "Cooperation", "1994")),
    ],
    "relations that begin together": [
        article("a", "2020", relation("id:r", "Relationship", "1992-03")),
        article("b", "2020", relation("id:c", "Cooperation", "1992")),
    ],
    "a predecessor and a successor": [
        OFFICES, article("a", "2020", holding("id:h", "ada", "director", DAY)),
        article("b", "2020", holding("id:k", "bo", "director", on("2020-04-13"))),
    ],
    "a predecessor and a successor with an extended title": [
        OFFICES,
        article("a", "2020", holding("id:h", "ada", "deputy", DAY, end("2020-02"))),
        article("b", "2020", holding("id:k", "bo", "harbours", begin("2020-03"), on("2020-04-13")),
                of("league", "deputy", "harbours")),
    ],
    "an extended title years later": [
        OFFICES, article("a", "2020", holding("id:h", "ada", "deputy", DAY)),
        article("b", "2024", holding("id:k", "bo", "harbours", on("2024-04-13")),
                of("league", "deputy", "harbours")),
    ],
    "titles alike in two bodies": [
        OFFICES,
        article("a", "2020", holding("id:h", "ada", "deputy", DAY), of("league", "deputy")),
        article("b", "2020", holding("id:k", "bo", "harbours", DAY), of("council", "harbours")),
    ],
    "a title of one word": [
        OFFICES, article("a", "2020", holding("id:h", "ada", "minister", DAY)),
        article("b", "2020", holding("id:k", "bo", "tides", DAY), of("orla", "minister", "tides")),
    ],
    "a deputy and a director": [
        OFFICES, article("a", "2020", holding("id:h", "ada", "director", DAY)),
        article("b", "2020", holding("id:k", "bo", "deputy", DAY),
                of("league", "deputy", "director")),
    ],
    "an office that several hold": [
        OFFICES, article("a", "2020", holding("id:h", "ada", "keeper", DAY)),
        article("b", "2020", holding("id:k", "bo", "keeper", DAY)),
    ],
    "two people who are perhaps one": [
        OFFICES, article("a", "2020", holding("id:h", "a", "director", DAY)),
        article("b", "2020", holding("id:k", "b", "director", DAY)), PERHAPS,
    ],
    "one article on two people in one office": [
        OFFICES, article("a", "2020", holding("id:h", "ada", "director", DAY),
                         holding("id:k", "bo", "director", DAY)),
    ],
    "one person in one office in two articles": [
        OFFICES, article("a", "2020", holding("id:h", "ada", "director", DAY)),
        article("b", "2021", holding("id:h", "ada", "director", on("2021-05-05"))),
    ],
    "a level that rose": [
        article("a", "2020", count("id:n", 94, "level", "id:m", end("2018-01")),
                count("id:o", 120, "level", "id:m", begin("2018-01"))),
        article("b", "2021", count("<b/thing/n>", 130, "level", "id:m", DAY)),
    ],
    "numbers that their comparators reconcile": [
        article("a", "2020", count("<a/thing/n>", 94, "level", "id:m", DAY)),
        article("b", "2020", count("<b/thing/n>", 90, "level", "id:m", DAY, by="moreThan")),
        article("c", "2020", count("<c/thing/n>", 99, "level", "id:m", DAY, by="approximately")),
    ],
    "shares that their comparators reconcile": [
        article("a", "2020", count("<a/thing/n>", 12.5, "level", "id:m", DAY)),
        article("b", "2020", count("<b/thing/n>", 12, "level", "id:m", DAY, by="moreThan")),
        article("c", "2020", count("<c/thing/n>", 12.4, "level", "id:m", DAY, by="approximately")),
    ],
    "counts of two kinds": [
        article("a", "2020", count("<a/thing/n>", 94, "level", "id:m", DAY)),
        article("b", "2020", count("<b/thing/n>", 120, "totalSoFar", "id:m", DAY)),
    ],
    "counts of two things": [
        article("a", "2020", count("<a/thing/n>", 94, "level", "id:m", DAY)),
        article("b", "2020", count("<b/thing/n>", 120, "level", "id:o", DAY)),
    ],
    "a total that grew": [
        article("a", "2020", count("<a/thing/n>", 7, "totalSoFar", "id:v", DAY)),
        article("b", "2021", count("<b/thing/n>", 9, "totalSoFar", "id:v", on("2021-05-05"))),
    ],
    "a total and its list": [article("a", "2020", count("id:n", 2, "totalSoFar", "id:x", LIST))],
    "a total and a list left open": [
        article("a", "2020", count("id:n", 7, "totalSoFar", "id:x", LIST, "pact:listOpen true")),
    ],
    "small numbers that are the same by chance": [
        article("a", "2020", count("<a/thing/n>", 7, "level", "id:m"),
                thing("id:m", "Contribution", "pact:contributor id:orla")),
        article("b", "2021", count("<b/thing/n>", 7, "level", "id:s"),
                thing("id:s", "Secondment", "pact:contributor id:orla")),
    ],
    "one number of two agents": [
        article("a", "2020", count("<a/thing/n>", 120, "level", "id:m"),
                thing("id:m", "Contribution", "pact:contributor id:orla")),
        article("b", "2021", count("<b/thing/n>", 120, "level", "id:s"),
                thing("id:s", "Secondment", "pact:contributor id:vessen")),
    ],
    "an end that an earlier article knew": [
        article("a", "2020-01-21", membership(end("2019"))),
        article("b", "2022-01-18", membership(end("2019"))),
    ],
    "observed on another day than the article's": [
        article("a", "2020-01-21", membership(on("1994-05-04"))),
        article("b", "2022-01-18", membership(over("2022-01-18"))),
    ],
    "an end that an earlier article foretold": [
        article("a", "2019-01-21", membership(end("2021"))),
        article("b", "2020-01-18", membership(on("2020-01-18"))),
    ],
    "a resumption told of before the begin": [
        article("a", "2021", participation("id:beacon", begin("1997"), on("2021"))),
        article("b", "1996", resumption("id:orla", "id:beacon")),
    ],
    "a resumption after the last day observed": [
        article("a", "2010", participation("id:beacon", begin("1997"), on("2010-05-05"))),
        article("b", "2022", resumption("id:orla", "id:beacon")
                + f"<b/thing/r> pact:date {date('2021')} ."),
    ],
    "what another agent resumed": [
        article("a", "2021", participation("id:beacon", begin("1997"), on("2021"))),
        article("b", "2022", resumption("id:vessen", "id:beacon")),
    ],
    "cycles that touch": [
        article("a", "2020", *cycles((1, "2005", "2007"), (2, "2008", "2010"))),
    ],
    "cycles of one programme that two agents conduct": [
        article("a", "2020", *cycles((1, "2005", "2007")),
                *cycles((2, "2012", "2013"), who="id:vessen", name="id:d")),
    ],
    "a year that another article's cycle covers": [
        article("a", "2020", *cycles((1, "2005", "2010"), (2, "2012", "2013"))),
        article("b", "2020", *cycles((9, "2011", "2011"), name="id:d")),
    ],
    "talks on what has a dated end": [
        article("a", "2020", thing("id:talks", "Negotiation", "pact:concerns id:w",
                                   "pact:status pact:underWay")),
        article("b", "2022", thing("id:w", "ArmedConflict", over("2022"), end("2020-11"))),
    ],
    "talks that are over": [
        article("a", "2020", thing("id:talks", "Negotiation", "pact:concerns id:w",
                                   "pact:status pact:completed", end("2020"))),
        article("b", "2022", thing("id:w", "ArmedConflict", over("2022"))),
    ],
    "a denial of what was over by then": [
        article("a", "2020-04-13", denial("memberOf", "id:league")),
        article("b", "2021", membership(begin("1992"), end("1999"))),
    ],
    "a denial of what began after": [
        article("a", "2020-04-13", denial("memberOf", "id:league")),
        article("b", "2024", membership(begin("2023"))),
    ],
    "a denial of another relation": [
        article("a", "2020-04-13", denial("allyOf", "id:league")),
        article("b", "2021", membership(begin("1992"))),
    ],
    "a speaker who refutes himself": [article("a", "2020", refuting("id:ada", "id:ada"))],
}  # fmt: skip
