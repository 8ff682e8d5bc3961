r"""Nodes about whole functions and laws: (fg)', means, x \sim p."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from livecells.formula.syntax.node import Node

DENSITY = "\\mathcal{N}"  # the name of a call
LOG_DENSITY = "log \\mathcal{N}"
AS_POWER = " is read as the power "  # in what a mark says of f^2(x)
ORDER = "\\mathcal{O}"  # of what is left out
FASTER = Fraction(9, 8)  # the power of the last term that those of dots without an end stay below
DRAWN = ".drawn"  # the name of what a divergence draws
ARGUMENT = "."  # the name of the argument below; no author can write it


@dataclass(frozen=True)
class Applied(Node):
    r"""An expression of functions as one function: (fg)'(x), (f \circ g)(x).

    `body` is at `ARGUMENT`. Without `args` it is taken where its functions are.
    """

    body: Node
    args: tuple[Node, ...]
    primes: int = 0


@dataclass(frozen=True)
class Antiderivative(Node):
    r"""\int body dx without limits: known but for a constant.

    `slope` says that its derivative is meant, which is the body.
    """

    variable: str
    body: Node
    slope: bool = False


@dataclass(frozen=True)
class Draw(Node):
    r"""x \sim p: the name has the values of a law, a `Call` of its name, or a list of chances."""

    name: str
    law: Node


@dataclass(frozen=True)
class Moment(Node):
    """A mean, variance, deviation or covariance (`kind`) of what `draws` say how it is drawn.

    Without draws it is over the entries of the arrays in it.
    """

    kind: str
    bodies: tuple[Node, ...]
    draws: tuple[Draw, ...] = ()
