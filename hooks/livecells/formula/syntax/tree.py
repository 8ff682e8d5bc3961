"""The tree of a displayed formula: plain data. Every node has the span of LaTeX it stands for."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from livecells.formula.syntax.functional import ARGUMENT as ARGUMENT
from livecells.formula.syntax.functional import AS_POWER as AS_POWER
from livecells.formula.syntax.functional import DENSITY as DENSITY
from livecells.formula.syntax.functional import DRAWN as DRAWN
from livecells.formula.syntax.functional import FASTER as FASTER
from livecells.formula.syntax.functional import LOG_DENSITY as LOG_DENSITY
from livecells.formula.syntax.functional import ORDER as ORDER
from livecells.formula.syntax.functional import Antiderivative as Antiderivative
from livecells.formula.syntax.functional import Applied as Applied
from livecells.formula.syntax.functional import Draw as Draw
from livecells.formula.syntax.functional import Moment as Moment
from livecells.formula.syntax.node import Node as Node
from livecells.formula.syntax.node import Span as Span
from livecells.formula.syntax.node import children as children
from livecells.formula.syntax.node import kept as kept
from livecells.formula.syntax.node import rewritten as rewritten
from livecells.formula.syntax.node import walk as walk


@dataclass(frozen=True)
class Num(Node):
    """A printed number, exact: 4.5 is 9/2. `unit` is one unit of its last printed digit."""

    value: Fraction
    unit: Fraction = Fraction(1)


@dataclass(frozen=True)
class Infinity(Node):
    r"""\infty, as an end of a sum, or where a limit leads."""


@dataclass(frozen=True)
class Frobenius(Node):
    """The F of a norm; `kind` is op for the largest singular value, nuc for their sum."""

    kind: str = "F"


@dataclass(frozen=True)
class Sym(Node):
    """A symbol with its subscripts: x, x_i, W_{ij}, x_1.

    What marks the name (an accent, a prime, a label such as ^{(t+1)}, any subscript with which it
    is known) is part of it. `subs` are positions.
    """

    name: str
    subs: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Slice(Node):
    """The `:` of W_{i,:}; `rest` stands for those of all axes behind, as in x^{(i)}."""

    rest: bool = False


@dataclass(frozen=True)
class Index(Node):
    """A subscript on an expression: (AB)_{ij}, softmax(x)_i."""

    body: Node
    subs: tuple[Node, ...]


@dataclass(frozen=True)
class Neg(Node):
    """-x."""

    body: Node


@dataclass(frozen=True)
class Add(Node):
    """x + y + ...; a difference is the sum with a `Neg`."""

    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Product(Node):
    """Two factors; `op` is "" (beside), cdot, times, odot, star (*), otimes or circ (of arrays)."""

    left: Node
    right: Node
    op: str = ""


@dataclass(frozen=True)
class Div(Node):
    r"""\frac{x}{y}; `elementwise` for \oslash."""

    over: Node
    under: Node
    elementwise: bool = False


@dataclass(frozen=True)
class Pow(Node):
    """x^y; `elementwise` for a power of each entry."""

    base: Node
    exponent: Node
    elementwise: bool = False


@dataclass(frozen=True)
class Transpose(Node):
    r"""A^\top; `letter` says that it was written A^T, which may be a power of a number."""

    body: Node
    letter: bool = False


@dataclass(frozen=True)
class Call(Node):
    r"""A named function.

    `primes` counts the marks of f'(x), f^{(2)}(x), `by` are the arguments (from 1) of
    \partial_1 f(x, y), `subs` the subscripts of f_i(x), `given` what stands behind the bar of
    p(y \mid x). Names of the language: abs, norm (and its order), inner, det, binom, `BUILTIN`.
    """

    name: str
    args: tuple[Node, ...]
    primes: int = 0
    by: tuple[int, ...] = ()
    subs: tuple[Node, ...] = ()
    given: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Factorial(Node):
    """n!."""

    body: Node


@dataclass(frozen=True)
class Ones(Node):
    r"""The vector \mathbf{1}; `size` where it is written, else what fits."""

    size: Node | None = None


@dataclass(frozen=True)
class Set(Node):
    """The set {1, 2, 4}."""

    members: tuple[Node, ...]


@dataclass(frozen=True)
class Space(Node):
    r"""A set of numbers or of arrays: \mathbb{R}, \mathbb{R}^{n \times m}; `sizes` of its axes."""

    name: str
    sizes: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Reduction(Node):
    """A sum, product, max, min, argmax or argmin over one index.

    Without limits the index runs over a shape. `among` is the set that it runs over instead,
    `where` leaves some values out (j != i). `op` "list" makes a vector of the values: dots,
    [x_1, ..., x_n], whose index has a name with a leading dot.
    """

    op: str
    index: str
    low: Node | None
    high: Node | None
    body: Node
    among: Node | None = None
    where: Node | None = None


@dataclass(frozen=True)
class Limit(Node):
    r"""\lim_{h \to 0} body; `side` is "", "+" or "-"."""

    index: str
    to: Node
    body: Node
    side: str = ""


@dataclass(frozen=True)
class Integral(Node):
    r"""\int_{low}^{high} body dx."""

    variable: str
    low: Node
    high: Node
    body: Node


@dataclass(frozen=True)
class Deriv(Node):
    """The derivative of body by each target in turn (a second derivative has two).

    `row` says that the last one stands transposed below: of a scalar it is then a row.
    """

    body: Node
    targets: tuple[Sym, ...]
    row: bool = False


@dataclass(frozen=True)
class Differential(Node):
    """The total differential d f, as in df = 2x dx."""

    body: Node


@dataclass(frozen=True)
class Grad(Node):
    """Nabla: the gradient (order 1) or the Hessian (order 2) of body by target."""

    body: Node
    target: Sym | None
    order: int = 1


@dataclass(frozen=True)
class EvaluatedAt(Node):
    """An expression at a point, |_{x=1}; `held` are names kept constant, |_{u}."""

    body: Node
    points: tuple[tuple[Sym, Node], ...]
    held: tuple[Sym, ...]


@dataclass(frozen=True)
class Matrix(Node):
    """A matrix written out, row by row; `opened` is the bracket of a list: [A, B] or (A, B)."""

    rows: tuple[tuple[Node, ...], ...]
    opened: str = ""


@dataclass(frozen=True)
class Rel(Node):
    """A condition; op is one of = != < <= > >= in."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class And(Node):
    """Conditions that must all hold: 0 < x < 1."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or(Node):
    """Conditions of which one must hold: x < 0 or x > 1."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Cases(Node):
    """Values with their conditions, in order; None is `otherwise`."""

    rows: tuple[tuple[Node, Node | None], ...]


@dataclass(frozen=True)
class Chain:
    """One statement: expressions joined by = ~ (about) := <- (an update) < <= > >= != or in.

    Beside it stand `ranges`, (i, first, last) of `i = 1, ..., n`, `conditions` such as x > 0,
    the names of `over` (`for all i`), and `notes`, words that state nothing.
    """

    exprs: tuple[Node, ...]
    relations: tuple[str, ...]
    ranges: tuple[tuple[str, Node, Node], ...] = ()
    conditions: tuple[Node, ...] = ()
    over: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    span: Span = field(default=(0, 0), compare=False)
