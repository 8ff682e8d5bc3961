r"""What a formula means: its tree evaluated to SymPy cells, component by component.

Symbols have shapes, so an index runs over real components and sums are written out; a derivative is
taken of the components. Index notation itself then needs no proof, and a wrong index shows.
A definition is expanded down to what it is made of, except for the names in `stop`: differentiating
by z of o(z(x)) keeps z a variable, and puts z(x) in afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import product

from livecells.formula.errors import FormulaError
from livecells.formula.evaluate import derivatives, functions, indices, sympy_cells, tensors
from livecells.formula.evaluate.definitions import Definition, Shape
from livecells.formula.evaluate.sampling import uncovered
from livecells.formula.evaluate.scope import Scope, located
from livecells.formula.evaluate.sympy_cells import Cells, Expr
from livecells.formula.evaluate.tensors import Tensor
from livecells.formula.syntax.names import CONSTANTS
from livecells.formula.syntax.tree import (
    Add,
    And,
    Call,
    Cases,
    Deriv,
    Div,
    EvaluatedAt,
    Grad,
    Index,
    Matrix,
    Neg,
    Node,
    Num,
    Pow,
    Product,
    Reduction,
    Rel,
    Slice,
    Sym,
    Transpose,
)


class Evaluator:
    """An evaluator for one equation.

    `shapes` are the symbols given by value, `definitions` those that the page defined, `whole` the
    integer values of given scalars (for the limits of sums and for subscripts).
    """

    def __init__(
        self,
        shapes: Mapping[str, Shape],
        definitions: Mapping[str, Definition],
        whole: Mapping[str, int],
    ) -> None:
        self.definitions = definitions
        self.shapes: Mapping[str, Shape] = {k: v for k, v in shapes.items() if k not in definitions}
        self.whole = dict(whole)
        self._symbols: dict[str, Cells] = {}
        self._defined: dict[tuple[str, frozenset[str]], Tensor] = {}
        self._under_way: list[str] = []

    # --- names ----------------------------------------------------------------------------------

    def knows(self, name: str, scope: Scope) -> bool:
        """Whether the name has a value here: an argument, a definition, or a value of the run."""
        return name in scope.bound or name in self.definitions or name in self.shapes

    def resolve(self, node: Sym, scope: Scope) -> tuple[str, tuple[Node, ...]]:
        """The name meant and its indices: x_1 is a whole name where the page has such a name."""
        if len(node.subs) == 1 and isinstance(node.subs[0], Num):
            label = f"{node.name}_{node.subs[0].value}"
            if self.knows(label, scope):
                return label, ()
        return node.name, node.subs

    def shape(self, name: str, scope: Scope) -> Shape:
        """The shape of a name, without its indices."""
        if name in scope.bound:
            return scope.bound[name].shape
        return self.named(name, scope).shape

    def is_index(self, node: Node, scope: Scope) -> bool:
        """Whether a subscript is a running index rather than a number or a name with a value."""
        return isinstance(node, Sym) and not node.subs and not self.knows(node.name, scope)

    def variables(self, name: str, shape: Shape) -> Cells:
        """The components of a symbol as SymPy variables: x, or x[1], x[2], ... in C order."""
        if name not in self._symbols:
            self._symbols[name] = sympy_cells.components(name, shape)
        return self._symbols[name]

    def named(self, name: str, scope: Scope) -> Tensor:
        """The value of a name of the page, without its indices."""
        if name in self.definitions:
            value = self._definition(self.definitions[name], scope.stop - {name})
            return Tensor(self.variables(name, value.shape)) if name in scope.stop else value
        if name in self.shapes:
            return Tensor(self.variables(name, self.shapes[name]))
        raise FormulaError(f"{name} is not known here: give it in `at`, or define it before")

    def _definition(self, meant: Definition, stop: frozenset[str]) -> Tensor:
        key = (meant.name, stop)
        if key not in self._defined:
            with self._expanding(meant):
                self._defined[key] = self._expand(meant, stop)
        return self._defined[key]

    @contextmanager
    def _expanding(self, meant: Definition) -> Iterator[None]:
        """Refuse a definition within itself."""
        if meant.name in self._under_way:
            raise FormulaError(f"{meant.name} is defined by itself", meant.tex)
        self._under_way.append(meant.name)
        try:
            yield
        finally:
            self._under_way.pop()

    def _expand(self, meant: Definition, stop: frozenset[str]) -> Tensor:
        scope = Scope(meant.tex, meant.base, stop=stop, lengths=meant.lengths)
        if meant.params:
            bound = {p: self.named(p, scope) for p in meant.params}
            return self.value(meant.body, replace(scope, bound=bound))
        found = indices.free(self, (meant.body,), scope)
        if set(found) != set(meant.indices):
            left, right = ", ".join(meant.indices) or "none", ", ".join(found) or "none"
            raise FormulaError(f"indices left: {left}; free on the right: {right}", meant.tex)
        return self.over_indices(meant.body, {i: found[i] for i in meant.indices}, scope)

    def over_indices(
        self, node: Node, running: Mapping[str, indices.Range], scope: Scope
    ) -> Tensor:
        """The expression for every value of its free indices, stacked in their shapes."""
        values = [r.values(scope.base) for r in running.values()]
        parts = [
            self.value(node, scope.at(dict(zip(running, chosen, strict=True))))
            for chosen in product(*values)
        ]
        lead = tuple(size for r in running.values() for size in r.shape)
        return Tensor(tensors.stack(parts, lead), parts[0].loose) if running else parts[0]

    # --- expressions ----------------------------------------------------------------------------

    def value(self, node: Node, scope: Scope) -> Tensor:
        """The tensor that a node stands for.

        Raises:
            FormulaError: It has no value; the error has its spot in the LaTeX.
        """
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        with located(node, scope):
            if method is None:
                raise FormulaError("this is no expression")
            result: Tensor = method(node, scope)
        return result

    def _num(self, node: Num, _: Scope) -> Tensor:
        return tensors.of(sympy_cells.number(node.value))

    def _sym(self, node: Sym, scope: Scope) -> Tensor:
        name, subs = self.resolve(node, scope)
        if name in scope.indices and not subs and name not in scope.bound:
            return tensors.of(sympy_cells.number(scope.indices[name]))
        if name in scope.bound:
            return self._picked(scope.bound[name], subs, scope)
        if not self.knows(name, scope):
            return self._unknown(name, subs, scope)
        return self._picked(self.named(name, scope), subs, scope)

    def _unknown(self, name: str, subs: tuple[Node, ...], scope: Scope) -> Tensor:
        """Names with a meaning everywhere: e, pi, delta_{ij}, the identity I_n, a length n."""
        if name in CONSTANTS and not subs:
            return tensors.of(sympy_cells.constant(name))
        if name == "delta" and len(subs) == 2:
            same = self.integer(subs[0], scope) == self.integer(subs[1], scope)
            return tensors.of(sympy_cells.ONE if same else sympy_cells.ZERO)
        if name == "I" and len(subs) == 1:
            return tensors.identity(self.integer(subs[0], scope))
        if not subs and name in self.whole:
            return tensors.of(sympy_cells.number(self.whole[name]))
        return self.named(name, scope)

    def _picked(self, value: Tensor, subs: tuple[Node, ...], scope: Scope) -> Tensor:
        if not subs:
            return value
        chosen = [slice(None) if isinstance(s, Slice) else self.position(s, scope) for s in subs]
        return tensors.pick(value, chosen, scope.base)

    def position(self, node: Node, scope: Scope) -> int:
        """A subscript as a position, counted from 0."""
        return self.integer(node, scope) - scope.base

    def integer(self, node: Node, scope: Scope) -> int:
        """A subscript or a limit as a whole number."""
        if isinstance(node, Sym) and node.name in self.whole and node.name not in scope.indices:
            return self.whole[node.name]
        if isinstance(node, Add):
            return sum(self.integer(term, scope) for term in node.terms)
        if isinstance(node, Neg):
            return -self.integer(node.body, scope)
        if self.is_index(node, scope) and getattr(node, "name", "") not in scope.indices:
            raise FormulaError(
                "this has no whole value here; give it in `at`", scope.tex, node.span
            )
        found = sympy_cells.as_integer(self.value(node, scope).item)
        if found is None:
            raise FormulaError("a whole number is needed here", scope.tex, node.span)
        return found

    def _index(self, node: Index, scope: Scope) -> Tensor:
        return self._picked(self.value(node.body, scope), node.subs, scope)

    def _neg(self, node: Neg, scope: Scope) -> Tensor:
        return tensors.negative(self.value(node.body, scope))

    def _add(self, node: Add, scope: Scope) -> Tensor:
        total = self.value(node.terms[0], scope)
        for term in node.terms[1:]:
            total = tensors.add(total, self.value(term, scope))
        return total

    def _product(self, node: Product, scope: Scope) -> Tensor:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        return tensors.multiply(left, right, node.op)

    def _div(self, node: Div, scope: Scope) -> Tensor:
        return tensors.divide(self.value(node.over, scope), self.value(node.under, scope))

    def _pow(self, node: Pow, scope: Scope) -> Tensor:
        base, exponent = self.value(node.base, scope), self.value(node.exponent, scope)
        return tensors.power(base, exponent, node.elementwise)

    def _transpose(self, node: Transpose, scope: Scope) -> Tensor:
        return tensors.transpose(self.value(node.body, scope))

    def _matrix(self, node: Matrix, scope: Scope) -> Tensor:
        return tensors.matrix([[self.value(entry, scope) for entry in row] for row in node.rows])

    def _reduction(self, node: Reduction, scope: Scope) -> Tensor:
        """A sum, product, maximum or minimum, written out."""
        running = indices.of_reduction(self, node, scope)
        parts = [self.value(node.body, scope.at({node.index: k})) for k in running]
        return functions.reduced(node.op, parts)

    def _cases(self, node: Cases, scope: Scope) -> Tensor:
        rows = []
        for entry, condition in node.rows:
            holds = True if condition is None else self.condition(condition, scope)
            rows.append((self.value(entry, scope).item, holds))
        if all(condition is not None for _, condition in node.rows):
            gap = uncovered([holds for _, holds in rows])
            if gap is not None:
                raise FormulaError(f"no case holds at {gap}: add one, or \\text{{otherwise}}")
        return tensors.of(sympy_cells.choose(*rows))

    def condition(self, node: Node, scope: Scope) -> Expr:
        """A comparison, or a row of them such as 0 < x < 1, as a condition of SymPy."""
        with located(node, scope):
            if isinstance(node, And):
                return sympy_cells.both(self.condition(part, scope) for part in node.parts)
            if not isinstance(node, Rel):
                raise FormulaError("a condition such as x > 0 is needed here")
            left, right = self.value(node.left, scope), self.value(node.right, scope)
            return sympy_cells.compare(node.op, left.item, right.item)

    def _call(self, node: Call, scope: Scope) -> Tensor:
        args = [self.value(arg, scope) for arg in node.args]
        meant = self.definitions.get(node.name)
        if meant is None:
            return functions.call(node.name, args, node.primes)
        if len(args) != len(meant.params):
            raise FormulaError(f"{node.name} takes {len(meant.params)} arguments, not {len(args)}")
        if node.primes:
            return derivatives.prime(self, meant, args, node.primes, scope)
        return self.apply(meant, args, scope)

    def apply(self, meant: Definition, args: list[Tensor], scope: Scope) -> Tensor:
        """A function of the page at its arguments."""
        bound = dict(zip(meant.params, args, strict=True))
        with self._expanding(meant):
            return self.value(meant.body, Scope(meant.tex, meant.base, {}, bound, scope.stop))

    def _deriv(self, node: Deriv, scope: Scope) -> Tensor:
        return derivatives.deriv(self, node, scope)

    def _grad(self, node: Grad, scope: Scope) -> Tensor:
        return derivatives.grad(self, node, scope)

    def _evaluatedat(self, node: EvaluatedAt, scope: Scope) -> Tensor:
        return derivatives.bar(self, node, scope)
