"""A formula of a local rule read literally: LaTeX and the numbers of a record in, a gradient out.

The reader knows nothing of how a formula was chosen. It takes a line apart at its words (`where`,
`else`, `but 0 where`) and at the signs of products, and looks the rest up in tables that say what
each term and each condition means. What it cannot look up, it cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from livecells.draw.rules.facts import Facts, Known
from livecells.draw.rules.formula import Formula

Reading = Callable[["Term"], Tensor]
WORDS: dict[str, Callable[[Term], Any]] = {}
TERMS: dict[str, Reading] = {}
CONDITIONS: dict[str, Reading] = {}
FACTORS: dict[str, Callable[[Term], float]] = {
    r"\tfrac1n": lambda t: 1 / t.n,
    r"\tfrac2n": lambda t: 2 / t.n,
    r"\tfrac12": lambda _t: 1 / 2,
    r"\tfrac16": lambda _t: 1 / 6,
    r"\lambda\alpha": lambda t: t.number(r"\lambda") * t.number(r"\alpha"),
    "2": lambda _t: 2,
    r"\alpha": lambda t: t.number(r"\alpha"),
    r"\beta": lambda t: t.number(r"\beta"),
    r"\kappa": lambda t: t.number(r"\kappa"),
    r"\lambda": lambda t: t.number(r"\lambda"),
    r"\delta": lambda t: t.number(r"\delta"),
    "s": lambda t: t.number("s"),
}


class UnreadableError(Exception):
    """A line, or a part of one, that the tables do not have."""


def tensor_of(known: Known) -> Tensor:
    """The tensor of a value in a record."""
    if not isinstance(known, dict):
        return torch.tensor(float(known), dtype=torch.float64)
    dtype = getattr(torch, known["dtype"])
    data = known["data"]
    if dtype.is_complex or (dtype.is_floating_point and known["shape"] != []):
        data = _read(data, complex if dtype.is_complex else float)
    elif isinstance(data, str):
        data = complex(data) if dtype.is_complex else float(data)
    return torch.tensor(data, dtype=dtype).reshape(known["shape"])


def _read(data: Any, number: type) -> Any:
    return [_read(entry, number) for entry in data] if isinstance(data, list) else number(data)


@dataclass
class Term:
    """What the letters of a formula stand for at one node."""

    formula: Formula
    facts: Facts
    gradients: list[Tensor | None]
    place: int = 0
    dims: tuple[int, ...] | None = None
    spreads: bool = False

    def __getattr__(self, letter: str) -> Any:
        for known in self.formula.letters:
            if known.letter == letter:
                return self._known(known.name, known.place)
        if letter in self.formula.numbers:
            return self.formula.numbers[letter]
        raise UnreadableError(f"{letter} of {self.formula.latex}")

    def _known(self, name: str, place: int | None) -> Tensor:
        found = self.facts.inputs.get(place) if place is not None else None
        for value in (found, self.facts.tensors.get(name), self.facts.settings.get(name)):
            if value is not None:
                return tensor_of(value)
        raise UnreadableError(name)

    def letter(self, name: str) -> Tensor:
        """The tensor of a letter, where a name of this class hides it."""
        found: Tensor = self.__getattr__(name)
        return found

    def number(self, name: str) -> Any:
        """A number of the formula, by its letter."""
        if name in self.formula.numbers:
            return self.formula.numbers[name]
        return getattr(self, name)

    @property
    def y(self) -> Tensor:
        """What the node made, copied to all entries that were reduced where the line says so."""
        return self.spread(tensor_of(self.facts.outputs[0]))

    @property
    def g(self) -> Tensor:
        """The gradient that comes in, likewise."""
        return self.spread(self.gradient(0))

    def gradient(self, index: int) -> Tensor:
        """The gradient of an output; none means zeros."""
        found = self.gradients[index] if index < len(self.gradients) else None
        return torch.zeros_like(self.output(index)) if found is None else found

    def output(self, index: int) -> Tensor:
        """An output."""
        return tensor_of(self.facts.outputs[index])

    @property
    def shape(self) -> torch.Size:
        """The shape of the input that the line is about."""
        return tensor_of(self.facts.inputs[self.place]).shape

    def spread(self, reduced: Tensor) -> Tensor:
        """Copies of a result to all entries that it was made of."""
        if not self.spreads:
            return reduced
        if self.dims is not None and reduced.dim() < len(self.shape):
            for dim in sorted(self.dims):
                reduced = reduced.unsqueeze(dim)
        return reduced.expand(self.shape)


def read(line: str, term: Term) -> Tensor | list[Tensor]:
    """The gradient that a line of a formula says."""
    line, _, copies = line.partition(r"\text{, summed over the copies of } @")
    left, _, right = line.replace("@", "").partition(" = ")
    right, _, _ = right.partition(r"\text{, along } d")
    if re.fullmatch(r"\\bar \w_i", left):
        term.spreads = True
        term.dims = tuple(term.d) if "d" in term.formula.numbers else None
    if right in WORDS:
        return WORDS[right](term)
    result = _case(right, term)
    return _sum_to(result, term.shape) if copies else result


def _case(text: str, term: Term) -> Tensor:
    text, _, exception = text.partition(r"\text{, but } 0 \text{ where } ")
    if exception:
        return torch.where(_condition(exception, term), 0.0, _case(text, term))
    first, _, other = text.rpartition(r"\text{, else } ")
    if not first:
        return _expression(text, term)
    result = _expression(other, term)
    for part in reversed(re.split(r" ?\\text\{, \} ?(?=[^|])", first)):
        said, _, condition = part.partition(r"\text{ where } ")
        result = torch.where(_condition(condition.strip(), term), _expression(said, term), result)
    return result


def _condition(text: str, term: Term) -> Tensor:
    text = text.strip()
    if text not in CONDITIONS:
        raise UnreadableError(f"condition {text}")
    return CONDITIONS[text](term)


def _expression(text: str, term: Term) -> Tensor:
    text = text.strip()
    if text == "0":
        return torch.zeros((), dtype=torch.float64) + 0 * _any(term)
    if text in WORDS:
        return WORDS[text](term)
    if text in TERMS:
        return TERMS[text](term)
    if text.startswith("-"):
        return -_expression(text[1:], term)
    factors = _split(text, r" \odot ")
    if len(factors) > 1:
        result = _expression(factors[0], term)
        for factor in factors[1:]:
            result = result * _expression(factor, term)
        return result
    head, _, tail = text.partition(r"\,")
    if tail and head in FACTORS:
        return FACTORS[head](term) * _expression(tail, term)
    if text.endswith("^*"):
        inner = re.sub(r"^\\[bB]igl?\((.*)\\[bB]igr?\)$", r"\1", text[:-2])
        return _expression(inner, term).conj()
    if found := re.fullmatch(r"\\operatorname\{Re\}\((.*)\)", text):
        return _expression(found[1], term).real
    raise UnreadableError(f"term {text}")


def _any(term: Term) -> Tensor:
    shape = term.shape
    return torch.zeros(shape, dtype=torch.float64)


def _split(text: str, at: str) -> list[str]:
    """Parts between signs that stand in no brackets."""
    parts, depth, start, place = [], 0, 0, 0
    while place < len(text):
        depth += (text[place] in "({") - (text[place] in ")}")
        if not depth and text.startswith(at, place):
            parts.append(text[start:place])
            place += len(at)
            start = place
        else:
            place += 1
    return [*parts, text[start:]]


def _sum_to(gradient: Tensor, shape: torch.Size) -> Tensor:
    while gradient.dim() > len(shape):
        gradient = gradient.sum(0)
    for dim, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(dim, keepdim=True)
    return gradient
