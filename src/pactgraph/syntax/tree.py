"""A SPARQL 1.1 query as a tree: read from text, changed by explaining it, written again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode


@dataclass(frozen=True, slots=True, order=True)
class Var:
    """A variable, by its name without the question mark."""

    name: str

    def __str__(self) -> str:
        return f"?{self.name}"


@dataclass(frozen=True, slots=True, order=True)
class Blank:
    """A blank node of a query: in a pattern a variable that nothing else can name."""

    label: str

    def __str__(self) -> str:
        return f"_:{self.label}"


Term: TypeAlias = NamedNode | Literal
Slot: TypeAlias = Term | Var | Blank


# Property paths (SPARQL 1.1, section 9). A single IRI stands as it is.


@dataclass(frozen=True, slots=True)
class Inverse:
    """``^path``."""

    path: Path


@dataclass(frozen=True, slots=True)
class Sequence:
    """``a/b``, two steps or more."""

    steps: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """``a|b``, two branches or more."""

    branches: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """``path?`` (0, 1), ``path*`` (0, None) or ``path+`` (1, None)."""

    path: Path
    minimum: OneOf[0, 1]
    maximum: OneOf[1] | None


@dataclass(frozen=True, slots=True)
class Negated:
    """``!(a|^b)``: any property but these, walked forwards or backwards."""

    forward: tuple[NamedNode, ...]
    backward: tuple[NamedNode, ...]


Path: TypeAlias = NamedNode | Inverse | Sequence | Alternative | Repeat | Negated


@dataclass(frozen=True, slots=True)
class TriplePattern:
    """One triple pattern; a predicate that is a path of one IRI is that IRI."""

    subject: Slot
    predicate: Slot | Path
    object: Slot


# Expressions (section 17).


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator between operands: ``||``, ``=``, ``+``, ``IN`` (the first operand is looked for).

    One operand: ``!``, unary ``-`` or unary ``+``.
    """

    operator: str
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A built-in (its name in capitals) or a function by its IRI."""

    function: str | NamedNode
    arguments: tuple[Expression, ...]
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class Aggregate:
    """An aggregate (section 11); ``argument`` is None for ``COUNT(*)``."""

    function: str
    argument: Expression | None
    distinct: bool = False
    separator: str | None = None


@dataclass(frozen=True, slots=True)
class Exists:
    """``EXISTS { … }`` or ``NOT EXISTS { … }`` as an expression."""

    group: Group
    negated: bool


Expression: TypeAlias = Slot | Operation | Call | Aggregate | Exists


# Graph patterns (sections 5 to 9). The elements of a group keep the order of the text.


@dataclass(frozen=True, slots=True)
class Triples:
    """Triple patterns that stand together: a basic graph pattern."""

    patterns: tuple[TriplePattern, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """``{ … }``."""

    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Optional:
    """``OPTIONAL { … }``."""

    group: Group


@dataclass(frozen=True, slots=True)
class Lateral:
    """``LATERAL { … }``, asked for each row before it (SPARQL-dev's SEP 0006; never read)."""

    group: Group


@dataclass(frozen=True, slots=True)
class Union:
    """``{ … } UNION { … }``, two branches or more."""

    branches: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Minus:
    """``MINUS { … }``."""

    group: Group


@dataclass(frozen=True, slots=True)
class InGraph:
    """``GRAPH name { … }``."""

    name: NamedNode | Var
    group: Group


@dataclass(frozen=True, slots=True)
class Service:
    """``SERVICE [SILENT] name { … }``."""

    name: NamedNode | Var
    silent: bool
    group: Group


@dataclass(frozen=True, slots=True)
class Filter:
    """``FILTER expression``."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Bind:
    """``BIND(expression AS ?variable)``."""

    expression: Expression
    variable: Var


@dataclass(frozen=True, slots=True)
class Values:
    """``VALUES (variables) { rows }``; None is UNDEF."""

    variables: tuple[Var, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True, slots=True)
class SubSelect:
    """A SELECT inside a group."""

    select: Select


Element: TypeAlias = (
    Triples
    | Group
    | Optional
    | Lateral
    | Union
    | Minus
    | InGraph
    | Service
    | Filter
    | Bind
    | Values
    | SubSelect
)


# Queries (sections 11, 15 and 16).


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a SELECT: a variable, or an expression under a name."""

    variable: Var
    expression: Expression | None = None


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What rows are grouped by: an expression, perhaps under a name."""

    expression: Expression
    variable: Var | None = None


@dataclass(frozen=True, slots=True)
class OrderKey:
    """What rows are ordered by."""

    expression: Expression
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Modifiers:
    """What follows the pattern of a query."""

    group_by: tuple[GroupKey, ...] = ()
    having: tuple[Expression, ...] = ()
    order_by: tuple[OrderKey, ...] = ()
    limit: int | None = None
    offset: int | None = None
    values: Values | None = None


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT; ``columns`` is None for ``*``."""

    columns: tuple[Column, ...] | None
    where: Group
    modifiers: Modifiers = Modifiers()
    reduction: OneOf["DISTINCT", "REDUCED"] | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """An ASK."""

    where: Group
    modifiers: Modifiers = Modifiers()


@dataclass(frozen=True, slots=True)
class Construct:
    """A CONSTRUCT; the short form has its template written out."""

    template: tuple[TriplePattern, ...]
    where: Group
    modifiers: Modifiers = Modifiers()


@dataclass(frozen=True, slots=True)
class Describe:
    """A DESCRIBE; ``resources`` is None for ``*``."""

    resources: tuple[NamedNode | Var, ...] | None
    where: Group | None
    modifiers: Modifiers = Modifiers()


@dataclass(frozen=True, slots=True)
class Query:
    """A query with its dataset (``FROM``, ``FROM NAMED``), every IRI absolute.

    ``base`` is kept where ``IRI()`` or ``URI()`` may need it while the query runs.
    """

    body: Select | Ask | Construct | Describe
    default_graphs: tuple[NamedNode, ...] = ()
    named_graphs: tuple[NamedNode, ...] = ()
    base: str | None = None
