"""One broken thing a case: what is added to the valid world, and which shapes object to it.

In a snippet ``t:`` is the name space of the case's own things in the article "harbour",
``i:`` that of its own shared things, and the base is an article of its own. A snippet that
names no graph stands in a passage of "harbour".
"""

from __future__ import annotations

from dataclasses import dataclass

_HEAD = """
@prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix id: <https://w3id.org/pactgraph/id/> .
@prefix t: <https://w3id.org/pactgraph/article/harbour/thing/K-{name}-K-> .
@prefix i: <https://w3id.org/pactgraph/id/K-{name}-K-> .
@prefix x: <https://w3id.org/pactgraph/ontology#K-{name}-K-> .
@prefix b: <https://w3id.org/pactgraph/article/harbour/bounds/K-{name}-K-> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/pactgraph/article/K-{name}-K> .
"""
_PASSAGE = "GRAPH <https://w3id.org/pactgraph/article/harbour#char=100,160>"
_COMPUTED = "GRAPH <https://w3id.org/pactgraph/graph/computed>"
_FOUND = "GRAPH <https://w3id.org/pactgraph/graph/disagreements>"
_ENTITIES = "GRAPH <https://w3id.org/pactgraph/graph/entities>"
_JUDGEMENTS = "GRAPH <https://w3id.org/pactgraph/graph/judgements>"
_LINEAGE = "GRAPH <https://w3id.org/pactgraph/graph/lineage>"
_RECORD = "GRAPH <K-{name}-K/record>"
_DIGEST = "sha256:" + "0" * 64
_ARTICLE = (
    f'<> a pact:Article ; pact:textDigest "{_DIGEST}" ; pact:textLength 100 ;'
    ' schema:datePublished "2019"^^xsd:gYear ; schema:publisher id:tide-post .'
)
_SAYS = "pact:speaker id:ada ; pact:act pact:stating ; pact:gist 'She says it.'"


@dataclass(frozen=True)
class Case:
    name: str
    snippet: str
    violations: frozenset[str]
    warnings: frozenset[str]

    @property
    def token(self) -> str:
        return f"K-{self.name}-K"

    @property
    def trig(self) -> str:
        body = self.snippet if "GRAPH" in self.snippet else f"{_PASSAGE} {{ {self.snippet} }}"
        return (_HEAD + body).replace("{name}", self.name)


def _case(name: str, snippet: str, *violations: str, warn: tuple[str, ...] = ()) -> Case:
    return Case(name, snippet, frozenset(violations), frozenset(warn))


def _article(name: str, extra: str, *violations: str, warn: tuple[str, ...] = ()) -> Case:
    return _case(name, f"{_RECORD} {{ {_ARTICLE} {extra} }}", *violations, warn=warn)


def _count(more: str) -> str:
    return (
        "t:c a pact:Count ; pact:value 4 ; pact:countKind pact:level ;"
        f" pact:comparator pact:exactly ; pact:unit pact:officers {more} ."
    )


def _bounds(more: str) -> str:
    return (
        f"{_PASSAGE} {{ t:m a pact:Meeting ; pact:attendee id:ada }} {_COMPUTED} {{"
        " b:m a pact:Bounds ; pact:boundsOf t:m ;"
        f" pact:boundsIn <https://w3id.org/pactgraph/article/harbour> ; {more} . }}"
    )


CASES = [
    # agents
    _case("holding", "t:a a pact:OfficeHolding .", "OfficeHolding-holder", "OfficeHolding-office"),
    _case("member", "t:a a pact:Membership .", "Membership-member", "Membership-organisation"),
    _case("member-self", "t:a a pact:Membership ; pact:member id:council ;"
          " pact:organisation id:council .", "Membership-different"),
    _case("member-text",
          't:a a pact:Membership ; pact:member "Orla" ; pact:organisation id:league .',
          "Membership-member"),
    _case("group", "t:a a pact:Group .", warn=("Group-identified",)),
    _case("dead", 't:a a pact:Person ; pact:deceased "yes" .', "Flags-deceased"),
    _case("unnamed", 't:a a pact:Person ; pact:unnamed "yes" .', "Flags-unnamed"),
    _case("open", 't:a a pact:Meeting ; pact:attendee id:ada ; pact:listOpen "yes" .',
          "Flags-listOpen"),
    _case("loop", "t:a a pact:Place ; pact:partOf t:a .", "PartOf"),
    # agreements
    _case("participation", "t:a a pact:Participation .",
          "Participation-participant", "Participation-programme"),
    _case("cycle", "t:a a pact:Cycle .",
          "Cycle-cycleOf", "Cycle-cycleNumber", "Cycle-firstYear", "Cycle-lastYear"),
    _case("cycle-zero", 't:a a pact:Cycle ; pact:cycleOf id:beacon ; pact:cycleNumber 0 ;'
          ' pact:firstYear "2001"^^xsd:gYear ; pact:lastYear "2002"^^xsd:gYear .',
          "Cycle-cycleNumber"),
    _case("relation-one", "t:a a pact:Partnership ; pact:firstParty id:orla .",
          "Relationship-party"),
    _case("relation-same", "t:a a pact:Cooperation ; pact:firstCooperator id:orla ;"
          " pact:secondCooperator id:orla .", "Relationship-party"),
    _case("undertaking", "t:a a pact:Undertaking .", warn=("Undertaking-undertaker",)),
    _case("aspiration", "t:a a pact:Aspiration .", "Aspiration-aspirant", "Aspiration-aspiresTo"),
    _case("paper", "t:a a pact:NationalPaper .", warn=("NationalPaper-paperOf",)),
    _case("status", "t:a a pact:Meeting ; pact:attendee id:ada ; pact:status x:done .",
          "KnownTerm"),
    _case("words", 't:a a pact:Meeting ; pact:attendee id:ada ; pact:purpose "" ; pact:task t:a ;'
          ' pact:counted "a\\nb" ; pact:manner t:a .',
          "OwnWords-purpose", "OwnWords-task", "OwnWords-counted", "OwnWords-manner"),
    # operations
    _case("contribution", "t:a a pact:Contribution .",
          "Contribution-contributor", "Contribution-target"),
    _case("secondment", "t:a a pact:Secondment .", "Secondment-hostedIn"),
    _case("strength", "t:a a pact:StrengthChange .",
          "StrengthChange-changeOf", "StrengthChange-strength"),
    _case("strength-one", "t:a a pact:StrengthChange ; pact:changeOf t:o ;"
          " pact:strengthBefore t:c ; pact:strengthAfter t:c ."
          " t:o a pact:Contribution ; pact:contributor id:orla ;"
          " pact:operation id:surge . " + _count(""),
          "StrengthChange-strengthBefore", warn=("StrengthChangeValues",)),
    _case("strength-same", "t:a a pact:StrengthChange ; pact:changeOf t:o ;"
          " pact:strengthBefore t:c ; pact:strengthAfter t:d ."
          " t:o a pact:Contribution ; pact:contributor id:orla ;"
          " pact:operation id:surge . " + _count("") + _count("").replace("t:c a", "t:d a"),
          warn=("StrengthChangeValues",)),
    _case("conflict", "t:a a pact:ArmedConflict .", warn=("ArmedConflict-identified",)),
    _case("victor", "t:a a pact:ArmedConflict ; pact:victor id:orla ; pact:defeated id:orla .",
          warn=("ArmedConflict-victor",)),
    _case("takeover", "t:a a pact:Takeover .", "Takeover-takenOver", "Takeover-takenOverBy"),
    _case("evacuation", "t:a a pact:Evacuation .", "Evacuation-parties"),
    _case("negotiation", "t:a a pact:Negotiation .", warn=("Negotiation-identified",)),
    _case("project", "t:a a pact:Project .", warn=("Project-identified",)),
    _case("follows", 't:a a pact:Operation ; pact:follows "the other" .', "Follows-follows"),
    # events
    _case("signing", "t:a a pact:Signing .", "Signing-signed"),
    _case("accession", "t:a a pact:Accession .", "Accession-joiner", "Accession-joined"),
    _case("accession-self", "t:a a pact:Accession ; pact:joiner id:orla ; pact:joined id:orla .",
          "Accession-different"),
    _case("withdrawal", "t:a a pact:Withdrawal .",
          "Withdrawal-withdrawer", "Withdrawal-withdrawnFrom"),
    _case("withdrawal-self", "t:a a pact:Withdrawal ; pact:withdrawer id:council ;"
          " pact:withdrawnFrom id:council .", "Withdrawal-different"),
    _case("entry-into-force", "t:a a pact:EntryIntoForce .", "EntryIntoForce-broughtIntoForce"),
    _case("decision", "t:a a pact:Decision .", "Decision-decidedOn"),
    _case("transfer", "t:a a pact:Transfer .", "Transfer-recipient", "Transfer-transferred"),
    _case("transfer-self", "t:a a pact:Transfer ; pact:supplier id:orla ; pact:recipient id:orla ;"
          " pact:transferred t:e . t:e a pact:Equipment .", "Transfer-different"),
    _case("observership", "t:a a pact:Observership .",
          "Observership-observer", "Observership-observedOrganisation"),
    _case("observership-self", "t:a a pact:Observership ; pact:observer id:council ;"
          " pact:observedOrganisation id:council .", "Observership-different"),
    _case("succession", "t:a a pact:Succession .",
          "Succession-predecessor", "Succession-successor"),
    _case("succession-self", "t:a a pact:Succession ; pact:predecessor id:council ;"
          " pact:successor id:council .", "Succession-different"),
    _case("establishment", "t:a a pact:Establishment .", "Establishment-established"),
    _case("visit", "t:a a pact:Visit .", "Visit-visitor", "Visit-destination"),
    _case("visit-self", "t:a a pact:Visit ; pact:visitor id:orla ; pact:destination id:orla .",
          "Visit-different"),
    _case("meeting", "t:a a pact:Meeting .", "Meeting-attendee"),
    _case("summit", "t:a a pact:Summit .", "Summit-identified"),
    _case("summit-zero", "t:a a pact:Summit ; pact:location id:port ; pact:summitNumber 0 .",
          "Summit-summitNumber"),
    _case("series", "t:a a pact:MeetingSeries .", warn=("MeetingSeries-parties",)),
    _case("interview", "t:a a pact:Interview .", "Interview-parties"),
    _case("press", "t:a a pact:PressConference .", "PressConference-parties"),
    _case("anniversary", "t:a a pact:Anniversary .", "Anniversary-anniversaryOf"),
    _case("anniversary-zero", "t:a a pact:Anniversary ; pact:anniversaryOf id:visit-a ;"
          " pact:anniversaryNumber 0 .", "Anniversary-anniversaryNumber"),
    _case("resumption", "t:a a pact:Resumption .", "Resumption-resumed"),
    _case("amendment", "t:a a pact:DocumentChange .", "DocumentChange-changedDocument"),
    # time
    *(
        _case(f"date-{name.lower()}", f"t:a a pact:Meeting ; pact:attendee id:ada ;"
              f" pact:{name} {value} .", f"StatedDate-{name}")
        for name, value in (
            ("date", '"May 2019"'),
            ("begin", '"2019-05-02Z"^^xsd:date'),
            ("end", '"2019-13"^^xsd:gYearMonth'),
            ("observedOn", "2019"),
            ("endedBefore", '"2019-05-02T00:00:00"^^xsd:dateTime'),
            ("intervalUntil", '"now"'),
        )
    ),
    _case("period", 't:a a pact:Membership ; pact:member id:orla ; pact:organisation id:league ;'
          ' pact:firstYear "2001-05"^^xsd:gYearMonth ; pact:lastYear 2002 .',
          "Period-firstYear", "Period-lastYear", warn=("Period-order",)),
    _case("period-order", 't:a a pact:Membership ; pact:member id:orla ;'
          ' pact:organisation id:league ;'
          ' pact:firstYear "2005"^^xsd:gYear ; pact:lastYear "2003"^^xsd:gYear .',
          warn=("Period-order",)),
    _case("date-order", 't:a a pact:Membership ; pact:member id:orla ;'
          ' pact:organisation id:league ;'
          ' pact:begin "2010-05"^^xsd:gYearMonth ; pact:end "2005"^^xsd:gYear .',
          warn=("StatedDate-order",)),
    _case("interval", "t:a a pact:Meeting ; pact:attendee id:ada ; pact:intervalLength 0 ;"
          "",
          "Interval-intervalLength", "Interval-intervalUntil", "Interval-intervalUnit"),
    _case("duration", "t:a a pact:Meeting ; pact:attendee id:ada ; pact:durationLength 0 .",
          "Duration-durationLength", "Duration-durationUnit"),
    _case("vague", "t:a a pact:Meeting ; pact:attendee id:ada ; pact:vagueTime t:a .",
          "VagueTime-vagueTime"),
    _case("bounds", f"{_COMPUTED} {{ b:m a pact:Bounds . }}", "Bounds-boundsOf", "Bounds-boundsIn"),
    _case("bounds-type", _bounds(
        'pact:beginNotBefore "2001"^^xsd:gYear ; pact:beginNotAfter "2001"^^xsd:gYear ;'
        ' pact:endNotBefore "2002"^^xsd:gYear ; pact:endNotAfter "2002"^^xsd:gYear'),
        "Bounds-beginNotBefore", "Bounds-beginNotAfter", "Bounds-endNotBefore",
        "Bounds-endNotAfter"),
    _case("bounds-begin", _bounds(
        'pact:beginNotBefore "2001-05-02"^^xsd:date ; pact:beginNotAfter "2001-05-01"^^xsd:date'),
        "Bounds-beginOrder"),
    _case("bounds-end", _bounds(
        'pact:endNotBefore "2001-05-02"^^xsd:date ; pact:endNotAfter "2001-05-01"^^xsd:date'),
        "Bounds-endOrder"),
    _case("bounds-order", _bounds(
        'pact:beginNotBefore "2001-05-02"^^xsd:date ; pact:endNotAfter "2001-05-01"^^xsd:date'),
        "Bounds-order"),
    _case("within-before", _bounds('pact:beginNotAfter "2017-12-31"^^xsd:date') + f" {_PASSAGE} {{"
          " t:m pact:duringEvent <https://w3id.org/pactgraph/article/harbour/thing/summit> }",
          warn=("WithinParent",)),
    _case("within-after", _bounds('pact:endNotBefore "2019-01-01"^^xsd:date') + f" {_PASSAGE} {{"
          " t:m pact:duringEvent <https://w3id.org/pactgraph/article/harbour/thing/summit> }",
          warn=("WithinParent",)),
    # counts
    _case("count", "t:c a pact:Count .",
          "Count-value", "Count-countKind", "Count-comparator", "Count-what"),
    _case("count-terms", 't:c a pact:Count ; pact:value "many" ; pact:countKind x:heap ;'
          " pact:comparator x:roughly ; pact:unit x:heads ; pact:per x:moon .",
          "Count-value", "KnownTerm"),
    _case("rate", _count("").replace("pact:level", "pact:rate"), "Rate"),
    _case("part", _count("").replace("pact:level", "pact:partOfTotal"), warn=("PartOfTotal",)),
    _case("part-more", _count("; pact:partOfCount t:d")
          + _count("").replace("t:c a", "t:d a").replace("pact:value 4", "pact:value 3"),
          warn=("PartCount",)),
    _case("list-short", _count("; pact:enumerates id:orla, id:vessen"), warn=("Enumeration",)),
    _case("list-long", _count("; pact:enumerates id:orla, id:vessen, id:delta, id:port, id:ada"),
          warn=("Enumeration",)),
    # speech
    _case("utterance", "t:u a pact:Utterance .",
          "Utterance-speaker", "Utterance-act", "Utterance-gist"),
    _case("utterance-values", 't:u a pact:Utterance ; pact:speaker id:ada ; pact:act x:singing ;'
          ' pact:gist "a\\nb" ; pact:accordingTo "her" .', "KnownTerm", "Utterance-gist",
          "Utterance-accordingTo"),
    _case("unworded", f"t:u a pact:Utterance ; {_SAYS} ; pact:content <K-{{name}}-K/claim/c> .",
          "Claim-wordedIn"),
    _case("outer", f"t:u a pact:Utterance ; {_SAYS} ; pact:accordingTo t:v ."
          f" t:v a pact:Utterance ; {_SAYS} ; pact:accordingTo t:u .", "AccordingTo"),
    _case("denial", "t:d a pact:Denial .",
          "Denial-denialSubject", "Denial-denialRelation", "Denial-denialObject"),
    # entities
    _case("entity", f'{_ENTITIES} {{ i:a pact:name "Unkind" . }}',
          "Entity-label", "Entity-description", "Entity-kind"),
    _case("entity-twice", f'{_ENTITIES} {{ i:a a pact:City ; pact:name "Twice" ; rdfs:label "a"@en,'
          ' "b"@en ; dcterms:description "a"@en, "b"@en . }',
          "Thing-label", "Thing-description"),
    _case("entity-plain", f'{_ENTITIES} {{ i:a a pact:City ; pact:name "Plain" ; rdfs:label "a" ;'
          ' dcterms:description "a"@fr . }',
          "Entity-label", "Entity-description"),
    _case("names", f'{_ENTITIES} {{ i:a a pact:City ; rdfs:label "a"@en ;'
          ' dcterms:description "a"@en ; pact:name " a" ; pact:shortName "a"@en ;'
          ' pact:derivedForm "" . }', "Name-name", "Name-shortName", "Name-derivedForm"),
    _case("nameless", f'{_ENTITIES} {{ i:a a pact:City ; rdfs:label "a"@en ;'
          ' dcterms:description "a"@en ; pact:shortName "a" . }', "Name-fullName", "Entity-name"),
    _case("nameless-agent", f'{_ENTITIES} {{ i:a a pact:Person ; rdfs:label "a"@en ;'
          ' dcterms:description "a"@en . }', "Entity-name"),
    _case("minted-half", f'{_ENTITIES} {{ i:a a pact:Topic ; rdfs:label "a"@en .'
          ' i:b dcterms:description "b"@en . }',
          "Entity-description", "Entity-label", "Entity-kind", "MintedThing-evidence"),
    _case("undeclared", "i:a a pact:City .", "SharedThing", "Entity-name"),
    _case("judgement", f"{_JUDGEMENTS} {{ i:j a pact:Judgement . }}",
          "Judgement-judgedThing", "Judgement-reason"),
    _case("perhaps", f'{_JUDGEMENTS} {{ i:j pact:perhapsSameAs "the other" . }}',
          "PerhapsSameAs-perhapsSameAs", "PerhapsSameAs-reason"),
    _case("vocabulary", "t:a x:holdr id:ada .",
          "KnownProperty"),
    _case("vocabulary-class", "t:a a x:Holder .",
          "KnownClass"),
    # evidence
    _case("article", "GRAPH <K-{name}-K/record> { <> a pact:Article . }",
          "Article-textDigest", "Article-textLength",
          warn=("Article-dated",)),
    _case("article-values", 'GRAPH <K-{name}-K/record> { <> a pact:Article ; pact:textDigest "00" ;'
          ' pact:textLength 0 ; schema:datePublished "May" ; schema:publisher id:tide-post . }',
          "Article-textDigest", "Article-textLength", "Article-datePublished"),
    _article("undated", "<> pact:writtenDuring id:surge .", "WrittenDuring-datedBy"),
    _article("dated-elsewhere", "<> pact:writtenDuring id:surge ; pact:datedBy"
             " <https://w3id.org/pactgraph/article/harbour#char=0,12> .", "WrittenDuring"),
    _article("beyond", '<#char=90,101> a pact:SilentPassage ; pact:reason "x" .', "InsideText"),
    _case("no-record", "GRAPH <K-{name}-K/record> { <#char=0,9> a pact:Passage . }",
          "Passage-record", warn=("PassageUse-used",)),
    _article("two-sources", f"<#char=0,9> a pact:Passage . }} {_COMPUTED} {{ <#char=0,9>"
             " oa:hasSource <https://w3id.org/pactgraph/article/lantern> .",
             "Passage-source", warn=("PassageUse-used",)),
    _article("no-range", '<#words> a pact:SilentPassage ; pact:reason "x" .',
             "PassageIri"),
    _article("unused", "<#char=0,9> a pact:Passage .", warn=("PassageUse-used",)),
    _article("silent", "<#char=0,9> a pact:SilentPassage .", "SilentPassage-reason"),
    _article("silent-says", '<#char=0,9> a pact:SilentPassage ; pact:reason "x" . }'
             " GRAPH <#char=0,9> { id:ada a pact:Person .", "SilentPassage-describes"),
    _case("selector", f"{_COMPUTED} {{ t:s a oa:TextPositionSelector ; oa:start 9 ; oa:end 9 . }}",
          "Selector-order"),
    _article("anchor", '<#char=0,9> a pact:SilentPassage ; pact:reason "x" ;'
             ' pact:anchor "one two three four five six seven eight nine ten eleven" .',
             "Anchor-anchor"),
    _article("anchors", '<#char=0,9> a pact:SilentPassage ; pact:reason "x" ;'
             ' pact:anchor "one", "two" .', "Anchor-anchor"),
    _article("narrated", '<#char=0,9> a pact:SilentPassage ; pact:reason "x" ;'
             ' pact:narrated "yes" .', "Narrated-narrated"),
    _article("resolved", '<#char=0,9> a pact:SilentPassage ; pact:reason "x" ; pact:resolvedBy'
             " <https://w3id.org/pactgraph/article/harbour#char=0,12> .", "ResolvedBy-sameArticle"),
    _article("resolved-thing", '<#char=0,9> a pact:SilentPassage ; pact:reason "x" ;'
             " pact:resolvedBy t:a .", "ResolvedBy-sameArticle", "IsPassage-source"),
    _article("resolution", '<#char=0,9> a pact:SilentPassage ; pact:reason "x" ; pact:resolution'
             " <K-{name}-K/resolution/a> . <K-{name}-K/resolution/a> a pact:Resolution ;"
             " pact:resolvedThing id:ada ; pact:resolvingPassage"
             " <https://w3id.org/pactgraph/article/harbour#char=0,12> .",
             "PassageResolution-sameArticle"),
    _article("resolution-empty", "<K-{name}-K/resolution/a> a pact:Resolution .",
             "Resolution-resolvedThing", "Resolution-resolvingPassage",
             warn=("Resolution-used",)),
    _article("claim", "<K-{name}-K/claim/c> a pact:Claim .",
             "Claim-wordedIn", "Claim-utterance"),
    _article("claim-twice", "<K-{name}-K/claim/c> a pact:Claim ; pact:wordedIn <#char=0,9>,"
             " <#char=10,19> . <#char=0,9> a pact:Passage . <#char=10,19> a pact:Passage . }"
             " GRAPH <#char=0,9> { <K-{name}-K/thing/u> a pact:Utterance ; "
             f"{_SAYS} ; pact:content <K-{{name}}-K/claim/c> .",
             "Claim-wordedIn", "Claim-wordedIn"),
    _article("claim-elsewhere", "<K-{name}-K/claim/c> a pact:Claim ; pact:wordedIn"
             " <https://w3id.org/pactgraph/article/harbour#char=0,12> ."
             " <#char=0,9> a pact:Passage . }"
             " GRAPH <#char=0,9> { <K-{name}-K/thing/u> a pact:Utterance ; "
             f"{_SAYS} ; pact:content <K-{{name}}-K/claim/c> .", "Claim"),
    _case("minted", f'{_ENTITIES} {{ i:a a pact:Tragedy ; rdfs:label "a"@en ;'
          ' dcterms:description "a"@en . }', warn=("DeclaredThing-use",)),
    _case("minted-utterance", f"{_COMPUTED} {{ t:u a pact:Utterance ; {_SAYS} . }}",
          "MintedThing-evidence"),
    _case("scoped", f"{_COMPUTED} {{ t:p a pact:Person . }}", "MintedThing-evidence"),
    _case("two-lines", f"{_COMPUTED} {{ t:p pact:inLine t:a, t:b . }}", "Passage-inLine"),
    _case("shared-alone", f"{_LINEAGE} {{ i:text a pact:CopiedText . i:one a pact:TextOccurrence ;"
          " pact:occurrenceOf i:text ; pact:occursIn"
          " <https://w3id.org/pactgraph/article/harbour> ; pact:occurrenceNumber 1 ;"
          f' pact:rangeStart 0 ; pact:rangeEnd 9 ; pact:rangeDigest "{_DIGEST}" ;'
          " pact:likeness pact:firstText ; pact:rangeWords 9 ; pact:sharedWords 9 . }",
          "SharedText-articles"),
    _case("occurrence-empty", f"{_LINEAGE} {{ i:one a pact:TextOccurrence . }}",
          "TextOccurrence-occurrenceOf", "TextOccurrence-occursIn",
          "TextOccurrence-occurrenceNumber", "TextOccurrence-rangeStart",
          "TextOccurrence-rangeEnd", "TextOccurrence-rangeDigest", "TextOccurrence-likeness",
          "TextOccurrence-rangeWords", "TextOccurrence-sharedWords"),
    _case("occurrence-values", f"{_LINEAGE} {{ i:one a pact:TextOccurrence ;"
          " pact:occurrenceOf i:nothing ; pact:occursIn i:nobody ; pact:occurrenceNumber 0 ;"
          ' pact:rangeStart 9 ; pact:rangeEnd 9 ; pact:rangeDigest "00" ;'
          ' pact:likeness pact:level ; pact:rangeWords 9 ; pact:sharedWords 7 . }',
          "TextOccurrence-occurrenceOf", "TextOccurrence-occursIn",
          "TextOccurrence-occurrenceNumber", "TextOccurrence-rangeStart",
          "TextOccurrence-rangeDigest", "TextOccurrence-likeness",
          "TextOccurrence-sharedWords"),
    _case("number-changed", f"{_LINEAGE} {{ i:change a pact:NumberChange . }}",
          "NumberChange-changedIn", "NumberChange-numbers"),
    _case("number-spelt", f"{_LINEAGE} {{ i:change a pact:NumberChange ;"
          ' pact:changedIn i:nothing ; pact:numberHere "a few" . }',
          "NumberChange-changedIn", "NumberChange-numbers"),
    _case("disagreement-empty", f"{_FOUND} {{ i:d a pact:Disagreement . }}",
          "Disagreement-disagreementKind", "Disagreement-severity", "Disagreement-gist",
          "Disagreement-foundByRule", "Disagreement-disagreementAbout", "DisagreementSides"),
    _case("disagreement-values", f"{_FOUND} {{ i:d a pact:Disagreement ;"
          ' pact:disagreementKind pact:toCheck ; pact:severity pact:timeDisagreement ;'
          ' pact:foundByRule "a rule" ; pact:gist "They differ." ; pact:disagreementAbout "it" ;'
          " pact:opposes i:s, i:t . i:s pact:side 2 . i:t pact:side 2 . }",
          "Disagreement-disagreementKind", "Disagreement-severity",
          "Disagreement-disagreementAbout", "DisagreementSides"),
    _case("opposed-empty", f"{_FOUND} {{ i:s a pact:OpposedStatement . }}",
          "OpposedStatement-side", "OpposedStatement-opposedSubject",
          "OpposedStatement-opposedProperty", "OpposedStatement-opposedObject",
          "OpposedStatement-statedIn", "OpposedStatement-voice"),
    _case("opposed-values", f"{_FOUND} {{ i:s a pact:OpposedStatement ; pact:side 0 ;"
          ' pact:opposedSubject id:ada ; pact:opposedProperty "begin" ; pact:opposedValue 1 ;'
          " pact:statedIn id:ada ; pact:voice pact:toCheck . }",
          "OpposedStatement-side", "OpposedStatement-opposedProperty",
          "OpposedStatement-statedIn", "OpposedStatement-voice"),
    _case("opposed-spoken", f"{_FOUND} {{ i:s a pact:OpposedStatement ; pact:side 1 ;"
          " pact:opposedSubject id:ada ; pact:opposedProperty pact:begin ; pact:opposedValue 1 ;"
          " pact:statedIn <https://w3id.org/pactgraph/article/harbour#char=100,160> ;"
          " pact:voice pact:speakerVoice . }", "SpokenStatement"),
    _case("described", f"{_COMPUTED} {{ t:p a pact:Person ; pact:describedIn t:p . }}",
          "IsPassage-source"),
]  # fmt: skip
