"""Rules as data: triple patterns that imply a triple, an identity or a contradiction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.namespaces import PREFIXES, RDF

Term: TypeAlias = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True, order=True)
class Variable:
    """A name that stands for any term.

    >>> str(Variable("x"))
    '?x'
    """

    name: str

    def __str__(self) -> str:
        return f"?{self.name}"


Slot: TypeAlias = Term | Variable
Bindings: TypeAlias = Mapping[Variable, Slot]
"""What variables stand for."""


class Pattern(NamedTuple):
    """A triple in which variables may stand."""

    subject: Slot
    predicate: Slot
    object: Slot

    def __str__(self) -> str:
        return " ".join(
            "a" if place == 1 and slot == RDF.type else display(slot)
            for place, slot in enumerate(self)
        )

    def variables(self) -> Iterator[Variable]:
        """Yield the variables in their places, one that occurs twice twice."""
        return (slot for slot in self if isinstance(slot, Variable))

    def bind(self, bindings: Mapping[Variable, Slot]) -> Pattern:
        """Return the pattern with each variable that is bound replaced by its value."""
        s, p, o = (bindings.get(x, x) if isinstance(x, Variable) else x for x in self)
        return Pattern(s, p, o)

    def triple(self) -> Triple:
        """Return the pattern as a triple; raises TypeError if it is none."""
        return Triple(*self)  # type: ignore[arg-type]

    def match(self, triple: Triple) -> dict[Variable, Slot] | None:
        """Return what the variables must stand for to make this triple, or None.

        >>> a, p = NamedNode("urn:a"), NamedNode("urn:p")
        >>> Pattern(Variable("x"), p, Variable("x")).match(Triple(a, p, p)) is None
        True
        """
        found: dict[Variable, Slot] = {}
        for slot, term in zip(self, triple, strict=True):
            if isinstance(slot, Variable):
                if found.setdefault(slot, term) != term:
                    return None
            elif slot != term:
                return None
        return found


@dataclass(frozen=True, slots=True)
class Rule:
    """Where the body matches, the head holds; without a head, a contradiction.

    ``construct`` is the rule's name in OWL 2 RL/RDF (section 4.3 of the profiles),
    ``label`` the axiom in words, ``axioms`` the triples that state it, and ``name``
    is the same in every run. An identity's head has the predicate owl:sameAs.
    """

    name: str
    construct: str
    body: tuple[Pattern, ...]
    head: Pattern | None
    axioms: tuple[Triple, ...] = ()
    label: str = ""

    def __str__(self) -> str:
        head = "contradiction" if self.head is None else str(self.head)
        return f"{head} ← {', '.join(map(str, self.body))}" if self.body else f"{head} ←"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What an ontology compiles to, each list in an order that is the same in every run.

    ``assertions`` are the triples about the ontology's own individuals: facts to be
    closed together with the data.
    """

    rules: tuple[Rule, ...] = ()
    contradictions: tuple[Rule, ...] = ()
    identities: tuple[Rule, ...] = ()
    assertions: tuple[Triple, ...] = ()


@lru_cache(maxsize=65536)
def display(slot: Slot) -> str:
    """Return a term or variable as a person would write it, with our prefixes.

    >>> display(RDF.type), display(Literal("x")), display(NamedNode("urn:a"))
    ('rdf:type', '"x"', '<urn:a>')
    """
    if isinstance(slot, NamedNode):
        for prefix, base in PREFIXES.items():
            local = slot.value.removeprefix(base)
            if local != slot.value and local and not set(local) & set("/#?(),;:"):
                return f"{prefix}:{local}"
    return str(slot)
