"""The walk over a file states what the strict parser states, in the same order."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pactgraph.source.project import Project
from pactgraph.source.walking import walk

BASE = "http://example.org/dir/file"
PROLOGUE = "@prefix : <http://example.org/> .\nPREFIX p.q: <sub/>\n"


def same_stream(text: str, syntax: ox.RdfFormat) -> None:
    """Assert that walk and parse give the same quads in order, blank nodes renamed."""
    strict = list(ox.parse(text, syntax, base_iri=BASE))
    walked = [entry.quad for entry in walk(text, BASE, quads=syntax == ox.RdfFormat.N_QUADS)]
    assert renamed(walked) == renamed(strict)


def renamed(quads: list[ox.Quad]) -> list[str]:
    names: dict[str, str] = {}

    def name(term: object) -> str:
        if isinstance(term, ox.BlankNode):
            return names.setdefault(term.value, f"_:{len(names)}")
        if isinstance(term, ox.Triple):
            return f"<<( {name(term.subject)} {term.predicate} {name(term.object)} )>>"
        return str(term)

    return [
        " ".join(map(name, (quad.subject, quad.predicate, quad.object, quad.graph_name)))
        for quad in quads
    ]


SPACE = st.sampled_from([" ", "\n", ' # a <comment> "\n', "\r\n\t"])
IRI = st.one_of(
    st.sampled_from([":a", ":b-2", "p.q:c.d", ":", "p.q:", ":x:y", ":%41", r":\,\-", ":é·‿"]),
    st.sampled_from(["<>", "<#char=1,2>", "<a/../b>", "</c>", "<?q>", "<urn:x:y>", r"<\u0061>"]),
    st.just("<http://example.org/x/../y>"),
)
BLANK = st.sampled_from(["_:x", "_:y.1", "[]", "[ ]"])
LITERAL = st.one_of(
    st.sampled_from(["1", "-2", "+3.50", ".5", "1e3", "1.E-2", "true", "false", '""', "''"]),
    st.sampled_from(['"x"', "'y'", '"a"@en', '"b"@EN-gb', '"c"^^:t', '"d"^^<t>', "'\"'"]),
    st.sampled_from([r'"\t\"\\\u00e9\U0001F30A"', '"""a "b" \n# c"""', "'''it''s'''"]),
    st.sampled_from([r'"""\""""', '"# <no> [comment] ."']),
)


@st.composite
def bracketed(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    space = draw(SPACE)
    if draw(st.booleans()):
        items = draw(st.lists(inner, max_size=4))
        return f"({space}" + space.join(items) + f"{space})"
    return f"[{space}{draw(predicates(inner))}{space}]"


@st.composite
def predicates(draw: st.DrawFn, item: st.SearchStrategy[str]) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        predicate = draw(st.one_of(st.just("a"), IRI))
        space = draw(SPACE)
        parts.append(
            f"{predicate}{space}" + f"{space},".join(draw(st.lists(item, min_size=1, max_size=3)))
        )
    return draw(st.sampled_from([" ; ", ";\n", " ;; "])).join(parts)


OBJECT = st.recursive(st.one_of(IRI, BLANK, LITERAL), lambda inner: bracketed(inner), max_leaves=8)


@st.composite
def reified(draw: st.DrawFn) -> str:
    term = st.one_of(IRI, BLANK, LITERAL)
    value = draw(term)
    for _ in range(draw(st.integers(0, 2))):
        value += draw(st.sampled_from([" ~", " ~ :r", " ~ _:x", " {| a :b |}", ' {| :q "x" |}']))
    return value


TRIPLE_TERM = st.builds(
    lambda form, s, o: form.format(f"{s} :p {o}"),
    st.sampled_from(["<<( {} )>>", "<< {} >>", "<< {} ~ :r >>", "<< {} ~ >>"]),
    st.sampled_from([":s", "_:x"]),
    st.sampled_from([":o", '"x"', "5", '"a"@en--ltr', "<<( :s :p 1 )>>"]),
)


@st.composite
def statement(draw: st.DrawFn) -> str:
    kind = draw(st.integers(0, 4))
    item = st.one_of(OBJECT, reified(), TRIPLE_TERM)
    if kind == 0:
        return f"[ {draw(predicates(OBJECT))} ]"
    if kind == 1:
        return f"( {draw(OBJECT)} {draw(OBJECT)} ) {draw(predicates(item))}"
    if kind == 2:
        return f"[ {draw(predicates(OBJECT))} ] {draw(predicates(item))}"
    return f"{draw(st.one_of(IRI, BLANK))} {draw(predicates(item))}"


STATEMENTS = st.lists(statement(), min_size=1, max_size=3).map(lambda found: " .\n".join(found))


@st.composite
def document(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        label = draw(st.sampled_from(["", "", "{}", "GRAPH :g {}", "graph <#g> {}", "_:g {}"]))
        body = draw(STATEMENTS)
        parts.append(label.format(f"{{ {body} }}") if label else body + " .")
        parts.append(draw(st.sampled_from(["", "@base <other/> .", "BASE </top>"])))
        parts.append(draw(st.sampled_from(["", "@prefix : <new#> .", "prefix p.q: <http://x/>"])))
    return PROLOGUE + draw(SPACE).join(parts)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document())
def test_generated_trig_is_walked_as_it_is_parsed(text: str) -> None:
    same_stream(text, ox.RdfFormat.TRIG)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=5))
def test_whatever_the_serialiser_escapes_is_walked_as_it_is_parsed(values: list[str]) -> None:
    a = ox.NamedNode("http://example.org/ä'%20b")
    quads = [ox.Quad(a, a, ox.Literal(value), a) for value in values]
    for syntax in (ox.RdfFormat.TRIG, ox.RdfFormat.N_QUADS):
        text = ox.serialize(quads, format=syntax)
        assert text is not None
        same_stream(text.decode(), syntax)


def test_n_quads_with_blank_nodes_and_graphs_are_walked_as_parsed() -> None:
    text = (
        "<http://x/a> <http://x/p> _:b1 _:g . # one\n"
        '_:b1 <http://x/p> "x\\n"@en <http://x/g> .\n\n<http://x/a> <http://x/p> <http://x/a> .\n'
    )
    same_stream(text, ox.RdfFormat.N_QUADS)


def test_the_files_of_the_tiny_project_are_walked_as_parsed(tiny_project: Project) -> None:
    check_files(tiny_project)


def test_the_files_of_the_repository_are_walked_as_parsed(repository: Project) -> None:
    check_files(repository)


def check_files(project: Project) -> None:
    files: tuple[Path, ...] = (
        *project.ontology_files,
        *project.shape_files,
        *project.entity_files,
        *project.judgement_files,
        *project.article_files,
    )
    for path in files:
        syntax = ox.RdfFormat.from_extension(path.suffix[1:])
        assert syntax is not None
        same_stream(path.read_text(encoding="utf-8"), syntax)
