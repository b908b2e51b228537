"""Queries are read as they are written: terms, order, short forms; the rest is refused."""

from __future__ import annotations

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode

from pactgraph.errors import BadQuery
from pactgraph.namespaces import PACT, RDF, XSD
from pactgraph.source.project import Project
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.tree import (
    Aggregate,
    Ask,
    Bind,
    Blank,
    Call,
    Column,
    Construct,
    Describe,
    Exists,
    Expression,
    Filter,
    Group,
    GroupKey,
    InGraph,
    Inverse,
    Minus,
    Modifiers,
    Operation,
    Optional,
    OrderKey,
    Query,
    Repeat,
    Select,
    Sequence,
    Service,
    SubSelect,
    TriplePattern,
    Triples,
    Union,
    Values,
    Var,
)

A, B, C = NamedNode("urn:a"), NamedNode("urn:b"), NamedNode("urn:c")
X, Y, Z = Var("x"), Var("y"), Var("z")
ONE = Literal("1", datatype=XSD.integer)


def group(text: str) -> Group:
    return read_query(f"PREFIX : <urn:> ASK {{ {text} }}").body.where


def patterns(text: str) -> list[tuple[object, object, object]]:
    (element,) = group(text).elements
    assert isinstance(element, Triples)
    return [(p.subject, p.predicate, p.object) for p in element.patterns]


def expression(text: str) -> Expression:
    (element,) = group(f"BIND({text} AS ?new)").elements
    assert isinstance(element, Bind)
    return element.expression


@pytest.mark.parametrize(
    ("text", "lexical", "datatype"),
    [
        ("01", "01", XSD.integer),
        ("+1", "+1", XSD.integer),
        ("-01", "-01", XSD.integer),
        ("1.50", "1.50", XSD.decimal),
        ("-.5", "-.5", XSD.decimal),
        ("1.0e0", "1.0e0", XSD.double),
        ("+1.E5", "+1.E5", XSD.double),
        ("TRUE", "true", XSD.boolean),
        ('"01"^^xsd:integer', "01", XSD.integer),
        ('"1"^^xsd:boolean', "1", XSD.boolean),
        ('"2020-01-21T00:00:00.0Z"^^xsd:dateTime', "2020-01-21T00:00:00.0Z", XSD.dateTime),
        ("'it\"s'", 'it"s', XSD.string),
        ('"""a"b\n\\""""', 'a"b\n"', XSD.string),
        ("''''''", "", XSD.string),
        ("''", "", XSD.string),
        (r'"\t\b\n\r\f\\\"\'"', "\t\b\n\r\f\\\"'", XSD.string),
        (r'"\u0041\U0001F600b\\u0041"', "A😀b\\u0041", XSD.string),
    ],
)
def test_literals_keep_their_lexical_form(text: str, lexical: str, datatype: NamedNode) -> None:
    assert expression(text) == Literal(lexical, datatype=datatype)


def test_a_language_tag_is_kept() -> None:
    assert expression('"x"@en-gb') == Literal("x", language="en-gb")


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("<http://example.org/é>", "http://example.org/é"),
        (r"<http://example.org/\u00e9>", "http://example.org/é"),
        ("<#x>", "http://example.org/a/b#x"),
        ("<../x>", "http://example.org/x"),
        ("<>", "http://example.org/a/b"),
        ("<http://other.example/a/../b>", "http://other.example/a/../b"),
        ("p:x.y", "http://example.org/a/d/x.y"),
        (r"p:x\,y%2C", "http://example.org/a/d/x,y%2C"),
        ("p:", "http://example.org/a/d/"),
        ("pact:Visit", PACT.Visit.value),
    ],
)
def test_iris_are_made_absolute(text: str, iri: str) -> None:
    query = f"BASE <http://example.org/a/b> PREFIX p: <d/> SELECT ({text} AS ?x) {{ }}"
    assert read_query(query).body.columns == (Column(X, NamedNode(iri)),)
    (row,) = pyoxigraph.Store().query(query, prefixes={"pact": PACT.base})
    assert row[0] == NamedNode(iri)


def test_a_prefix_of_the_query_goes_before_the_projects() -> None:
    assert read_query("PREFIX pact: <urn:> ASK { ?x ?y pact:a }") == read_query(
        "ASK { ?x ?y <urn:a> }"
    )


def test_a_base_may_be_given() -> None:
    query = read_query("ASK { ?x ?y <a> }", base="http://example.org/b")
    assert query == read_query("ASK { ?x ?y <http://example.org/a> }")


def test_the_base_is_kept_for_functions_that_need_it() -> None:
    assert read_query("BASE <urn:x> ASK { }").base is None
    assert read_query("BASE <urn:x> ASK { FILTER(IRI('a')) }").base == "urn:x"
    assert read_query("ASK { FILTER(URI('a')) }").base is None


def test_lists_of_objects_and_properties_are_written_out() -> None:
    assert patterns("?x :a 1, ?y ;; a :c ; . ?y :b ?x .") == [
        (X, A, ONE),
        (X, A, Y),
        (X, RDF.type, C),
        (Y, B, X),
    ]


def test_blank_nodes_in_brackets_are_written_out() -> None:
    assert patterns("?x :a [ :b [ ] , 1 ; :c ?y ] . [ :a 1 ] . [] :b _:b1") == [
        (X, A, Blank("b2")),
        (Blank("b2"), B, Blank("b3")),
        (Blank("b2"), B, ONE),
        (Blank("b2"), C, Y),
        (Blank("b4"), A, ONE),
        (Blank("b5"), B, Blank("b1")),
    ]


def test_collections_are_written_out() -> None:
    first, second, inner = Blank("b1"), Blank("b2"), Blank("b3")
    assert patterns("(?x [ :a 1 ]) :b ()") == [
        (first, RDF.first, X),
        (first, RDF.rest, second),
        (second, RDF.first, inner),
        (second, RDF.rest, RDF.nil),
        (inner, A, ONE),
        (first, B, RDF.nil),
    ]


def test_elements_keep_their_order() -> None:
    pattern = Triples((TriplePattern(X, A, Y),))
    elements = group(
        """FILTER(?x) ?x :a ?y FILTER EXISTS { } ?x :a ?y . BIND(1 AS ?z) OPTIONAL { ?x :a ?y }
        { } { } UNION { } UNION { } MINUS { } GRAPH ?x { } VALUES ?x { 1 UNDEF }
        VALUES (?x ?y) { (1 UNDEF) () } VALUES () { () } SERVICE SILENT <urn:a> { }
        { SELECT * { } }"""
    ).elements
    empty = Group(())
    assert elements == (
        Filter(X),
        pattern,
        Filter(Exists(empty, negated=False)),
        pattern,
        Bind(ONE, Z),
        Optional(Group((pattern,))),
        empty,
        Union((empty, empty, empty)),
        Minus(empty),
        InGraph(X, empty),
        Values((X,), ((ONE,), (None,))),
        Values((X, Y), ((ONE, None), ())),
        Values((), ((),)),
        Service(A, True, empty),
        Group((SubSelect(Select(None, empty)),)),
    )


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("?x - ?y - ?z", Operation("-", (Operation("-", (X, Y)), Z))),
        ("?x + ?y * ?z", Operation("+", (X, Operation("*", (Y, Z))))),
        ("?x -1", Operation("-", (X, ONE))),
        ("?x+1*?y", Operation("+", (X, Operation("*", (ONE, Y))))),
        ("-1 * ?x", Operation("*", (Literal("-1", datatype=XSD.integer), X))),
        ("- 1", Operation("-", (ONE,))),
        ("-?x * ?y", Operation("*", (Operation("-", (X,)), Y))),
        ("?x || ?y && ?z || ?x", Operation("||", (X, Operation("&&", (Y, Z)), X))),
        ("(?x || ?y) || ?z", Operation("||", (Operation("||", (X, Y)), Z))),
        ("!?x = ?y", Operation("=", (Operation("!", (X,)), Y))),
        ("?x not in (1, ?y)", Operation("NOT IN", (X, ONE, Y))),
        ("?x IN ()", Operation("IN", (X,))),
        ("?x<?y&&?y>?z", Operation("&&", (Operation("<", (X, Y)), Operation(">", (Y, Z))))),
        ("?x<=1||1>=?x", Operation("||", (Operation("<=", (X, ONE)), Operation(">=", (ONE, X))))),
        ("?x<<urn:a>", Operation("<", (X, A))),
        ("<urn:a>", A),
        ("isiri(?x)", Call("ISIRI", (X,))),
        ("if(?x,?y,?z)", Call("IF", (X, Y, Z))),
        ("rand()", Call("RAND", ())),
        ("xsd:date(?x)", Call(XSD.date, (X,))),
        (":a(distinct ?x, ?y)", Call(A, (X, Y), distinct=True)),
        ("COUNT(*)", Aggregate("COUNT", None)),
        ("SUM(distinct ?x)", Aggregate("SUM", X, distinct=True)),
        (
            "GROUP_CONCAT(?x ; separator = '\\n')",
            Aggregate("GROUP_CONCAT", X, separator="\n"),
        ),
        ("NOT EXISTS {} = true", Operation("=", (Exists(Group(()), True), expression("true")))),
    ],
)
def test_expressions_bind_as_the_grammar_says(text: str, tree: Expression) -> None:
    assert expression(text) == tree


def test_comparisons_without_spaces_are_not_taken_for_iris() -> None:
    text = "SELECT * { VALUES (?x ?y) { (<urn:a> <urn:b>) (1 2) } FILTER(?x<?y&&?y>?x) }"
    query = read_query(text)
    assert query.body.where.elements[0].rows == ((A, B), (ONE, expression("2")))
    assert len(list(pyoxigraph.Store().query(text))) == 1


def test_paths_bind_as_the_grammar_says() -> None:
    assert patterns("?x ^:a/(:b|!^:c)* ?y ; :a? ?z")[0][1] == Sequence(
        (
            Inverse(A),
            Repeat(patterns("?x :b|!^:c ?y")[0][1], 0, None),  # type: ignore[arg-type]
        )
    )
    assert patterns("?x ^:a+ ?y")[0][1] == Inverse(Repeat(A, 1, None))
    assert patterns("?x (a) ?y")[0][1] == RDF.type


def test_a_plus_after_a_property_belongs_to_the_path_as_in_the_engine() -> None:
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(A, B, C))
    store.add(pyoxigraph.Quad(C, B, ONE))
    assert len(list(store.query("SELECT * { ?x <urn:b> +1 }"))) == 2
    assert patterns("?x <urn:b> +1") == [(X, Repeat(B, 1, None), ONE)]


def test_modifiers_are_read() -> None:
    query = read_query(
        """SELECT DISTINCT ?x (COUNT(*) AS ?n) FROM <urn:a> FROM NAMED <urn:b> WHERE { }
        GROUP BY ?x STR(?y) (?z) (1 AS ?k) HAVING (?x) (?y) ISIRI(?z)
        ORDER BY ?x DESC(?y) ASC(?z) (?x) STR(?x) <urn:a>(?x) OFFSET 2 LIMIT 1 VALUES ?x { 1 }"""
    )
    text = Call("STR", (X,))
    assert query == Query(
        Select(
            (Column(X), Column(Var("n"), Aggregate("COUNT", None))),
            Group(()),
            Modifiers(
                (GroupKey(X), GroupKey(Call("STR", (Y,))), GroupKey(Z), GroupKey(ONE, Var("k"))),
                (X, Y, Call("ISIRI", (Z,))),
                (
                    OrderKey(X),
                    OrderKey(Y, descending=True),
                    OrderKey(Z),
                    OrderKey(X),
                    OrderKey(text),
                    OrderKey(Call(A, (X,))),
                ),
                1,
                2,
                Values((X,), ((ONE,),)),
            ),
            "DISTINCT",
        ),
        (A,),
        (B,),
    )


def test_construct_is_read_in_both_forms() -> None:
    pattern = TriplePattern(X, A, Blank("b1"))
    where = Group((Triples((pattern,)),))
    short = read_query("CONSTRUCT FROM <urn:b> WHERE { ?x <urn:a> [] } LIMIT 1")
    assert short == Query(Construct((pattern,), where, Modifiers(limit=1)), (B,))
    assert read_query("CONSTRUCT { } WHERE { ?x <urn:a> [] }").body == Construct((), where)


def test_ask_and_describe_are_read() -> None:
    assert read_query("ask { }").body == Ask(Group(()))
    assert read_query("DESCRIBE <urn:a> ?x").body == Describe((A, X), None)
    assert read_query("DESCRIBE * WHERE { }").body == Describe(None, Group(()))


def test_comments_and_case_do_not_matter() -> None:
    text = "select#?y\n?x{?x<urn:a>'#'}#end"
    assert read_query(text) == read_query("SELECT ?x WHERE { ?x <urn:a> '#' }")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("SELECT * { LATERAL { } }", "'LATERAL' is not of SPARQL 1.1"),
        ('VERSION "1.2" ASK { }', "'VERSION' is not of SPARQL 1.1"),
        ("ASK { ?x ?y << ?a ?b ?c >> }", "'<<' is not of SPARQL 1.1"),
        ("ASK { ?x ?y <<( ?a ?b ?c )>> }", "'<<(' is not of SPARQL 1.1"),
        ("ASK { ?x ?y ?z {| ?a ?b |} }", "'{|' is not of SPARQL 1.1"),
        ("ASK { ?x ?y ?z ~ ?a }", "'~' is not of SPARQL 1.1"),
        ('ASK { ?x ?y "z"@en--ltr }', "base direction"),
        ("ASK { FILTER(TRIPLE(?a, ?b, ?c)) }", "'TRIPLE' found"),
        ("ASK { FILTER(isTRIPLE(?a)) }", "'isTRIPLE' found"),
        ("ASK { ?x nowhere:a ?y }", "prefix 'nowhere' is not declared"),
        ("ASK { ?x <a> ?y }", "relative and there is no BASE"),
        ("ASK { ?x ?y ?z", "the end of the text found"),
        ("ASK { } }", "the end of the query is expected and '}' found"),
        ("INSERT DATA { }", "'INSERT' found"),
        (r'ASK { ?x ?y "\uD800" }', "stands for no character"),
        (r'ASK { ?x ?y "\x" }', "stands for no character"),
        ('ASK { ?x ?y "x"@waytoolonganame }', "no language"),
        ("SELECT * { } LIMIT 1.5", "a whole number"),
        ("ASK { FILTER(?x = ) }", "')' found"),
        ("", "the end of the text found"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(text: str, what: str) -> None:
    with pytest.raises(BadQuery, match="cannot be explained") as caught:
        read_query(text)
    assert what in caught.value.message


def test_the_place_is_told() -> None:
    with pytest.raises(BadQuery) as caught:
        read_query("ASK {\n  LATERAL { }\n}")
    assert "column 3" in caught.value.message
    assert caught.value.location is not None
    assert caught.value.location.line == 2


@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER(" + "!" * 1500 + "?x) }",
        "ASK { FILTER(" + "+".join(["?x"] * 500) + ") }",
        "ASK " + "{" * 300 + "}" * 300,
    ],
)
def test_what_nests_too_deep_is_refused(text: str) -> None:
    with pytest.raises(BadQuery, match="nest more than"):
        read_query(text)


def test_long_disjunctions_are_flat() -> None:
    query = read_query("ASK { FILTER(" + " || ".join(["?x = 1"] * 1000) + ") }")
    assert len(query.body.where.elements[0].expression.operands) == 1000


def test_a_query_is_read_once() -> None:
    assert read_query("ASK { ?x ?y 1 }") is read_query("ASK { ?x ?y 1 }")


def test_every_stored_query_is_read(repository: Project) -> None:
    for path in repository.query_files:
        query = read_query(path.read_text("utf-8"))
        assert isinstance(query.body, Select | Construct), path
