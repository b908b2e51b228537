"""Proofs for a reader: what follows, by which rule, from which statements of which passages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import NamedNode, Quad, Triple
from rich.text import Text

from pactgraph.namespaces import PACT
from pactgraph.proof.tree import Axiom, Computed, Derived, Proof, Recorded, Walk, nodes
from pactgraph.reasoning.rules import Rule
from pactgraph.showing import shown
from pactgraph.telling.grounds import Grounds, plain_inputs
from pactgraph.telling.labels import Labels, with_article
from pactgraph.telling.outline import Node

_BACKWARDS = re.compile(r"inverse of (“[^”]*”)")
_MOST_STEPS = 8
_SHOWN_AT_ENDS = 3


class ProofOutline:
    """Writes proofs, citing passages by their numbers in the receipt."""

    def __init__(self, labels: Labels, grounds: Grounds) -> None:
        self._labels = labels
        self._grounds = grounds

    def derived(self, proof: Derived) -> Node:
        """Return a derived statement, its rule in words, and its premises beneath."""
        node = Node(Text(shown(self._labels.sentence(proof.triple)), "bold"), guided=True)
        self._explain(node, proof)
        return node

    def computed(self, proofs: Sequence[Computed]) -> list[Node]:
        """Return what built-in rules worked out, each with the statements it was read from."""
        return [self._worked_out(proof) for proof in telling(proofs)]

    def rule(self, rule: Rule) -> str:
        """Return a rule in words.

        >>> from pyoxigraph import NamedNode
        >>> from pactgraph.namespaces import PACT
        >>> told = ProofOutline(Labels(), Grounds())
        >>> told.rule(Rule("n", "cax-sco", (), None, (), "pact:Summit is a subclass of pact:Event"))
        'every summit is an event'
        """
        left, middle, right = self._labels.in_words(rule.label).partition(" is a subclass of ")
        if middle and rule.construct == "cax-sco":
            noun, kind = left.strip("“”"), right.strip("“”")
            return f"every {noun} is {with_article(kind)}"
        said = self._labels.in_words(rule.label) or str(rule)
        parts, makes, whole = said.partition(" makes ")
        if makes and rule.construct == "prp-spo2":
            steps = ", then ".join(_BACKWARDS.sub(r"\1 (read backwards)", parts).split(" then "))
            return f"{steps}, make {whole}"
        for technical, plain in _PLAINER:
            said = said.replace(technical, plain)
        return said

    def _explain(self, node: Node, proof: Derived) -> None:
        if isinstance(proof, Walk):
            self._add_walk(node, proof)
            return
        node.add(Text("because ").append(shown(self.rule(proof.rule)), "italic"))
        for premise in proof.premises:
            child = node.add(self._premise(premise), guided=True)
            if isinstance(premise, Derived):
                self._explain(child, premise)

    def _premise(self, premise: Proof) -> Text:
        line = Text(shown(self._labels.sentence(premise.triple)))
        return line.append_text(self._standing(premise))

    def _standing(self, proof: Proof) -> Text:
        """Return where a premise stands: passages by number, a record by file and line."""
        if isinstance(proof, Derived):
            return Text()
        numbers = self._grounds.cites(proof)
        if numbers:
            return citing(numbers)
        if isinstance(proof, Recorded):
            place = f", {shown(str(proof.location))}" if proof.location else ""
            return Text(f"  (on record{place})", "dim")
        if isinstance(proof, Axiom):
            place = f", {shown(str(proof.location))}" if proof.location else ""
            return Text(f"  (the ontology says so{place})", "dim")
        if isinstance(proof, Computed):
            return Text(f"  (worked out: {shown(proof.rules[0][0])})" if proof.rules else "", "dim")
        return Text()

    def _worked_out(self, proof: Computed) -> Node:
        node = Node(Text(shown(self._labels.sentence(proof.triple))), guided=True)
        rules = [says for name, says in proof.rules if name != "bounds" or len(proof.rules) == 1]
        because = "; ".join(_uncapitalised(says) for says in rules)
        lines: dict[str, Text] = {}
        for quad in plain_inputs(proof):
            line = Text("from ").append(shown(self._labels.sentence(quad.triple)))
            line.append_text(self._cited(quad))
            lines.setdefault(line.plain, line)
        for line in lines.values():
            node.add(line)
        if because:
            node.add(Text("because ").append(shown(because), "italic"))
        return node

    def _cited(self, quad: Quad) -> Text:
        return citing(self._grounds.cites_of_input(quad))

    def _add_walk(self, node: Node, proof: Walk) -> None:
        walk = proof.premises
        name = self._labels.of(_named(proof.triple.predicate))
        line = Text("because ").append(shown(self.rule(proof.rule)), "italic")
        node.add(line.append(f"; {len(walk)} steps of “{shown(name)}”:"))
        path = Text(shown(self._labels.of(_named(walk[0].triple.subject))))
        shown_steps = list(enumerate(walk))
        if len(walk) > _MOST_STEPS:
            shown_steps = [*shown_steps[:_SHOWN_AT_ENDS], *shown_steps[-_SHOWN_AT_ENDS:]]
        before = -1
        for number, step in shown_steps:
            if number != before + 1:
                path.append(f" → … {number - before - 1} more …")
            path.append(" → ").append(shown(self._labels.of(_named(step.triple.object))))
            path.append_text(self._standing(step))
            before = number
        node.add(path)
        for step in walk:
            if isinstance(step, Derived):
                child = node.add(self._premise(step), guided=True)
                self._explain(child, step)


_PLAINER = (
    (" has the domain ", " is only of something that is of the kind "),
    (" has the range ", " only leads to something that is of the kind "),
    (" is a sub-property of ", " always means also "),
    (" is symmetric", " holds both ways"),
    (" is transitive", " goes on from step to step"),
    ("is the inverse of ", "is the other way round of "),
    ("inverse of ", "the other way round of "),
)


def telling(proofs: Sequence[Computed]) -> Sequence[Computed]:
    """Leave out of what was computed which thing bounds are of, unless that is all."""
    told = [p for p in proofs if p.triple.predicate not in (PACT.boundsOf, PACT.boundsIn)]
    return told or proofs


def citing(numbers: Iterable[int]) -> Text:
    """Return the numbers of passages as they stand behind a statement."""
    cites = " ".join(f"[{number}]" for number in sorted(set(numbers)))
    return Text("  ").append(cites, "cyan") if cites else Text()


def rules_in(proof: Proof) -> Iterator[Rule]:
    """Yield the rules of a proof, from the last one applied down."""
    return (part.rule for part in nodes(proof) if isinstance(part, Derived))


def triples_in(proof: Proof) -> Iterator[Triple]:
    """Yield every triple that a proof speaks of."""
    for part in nodes(proof):
        yield part.triple
        if isinstance(part, Computed):
            yield from (quad.triple for quad in part.inputs)


def _named(term: object) -> NamedNode:
    return term  # type: ignore[return-value]


def _uncapitalised(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
