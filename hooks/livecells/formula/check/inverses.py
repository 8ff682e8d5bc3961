r"""What a page writes as g^{-1}(y) has to be the inverse of its g."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.functions import INVERSE
from livecells.formula.syntax.tree import Call, Chain, Sym

if TYPE_CHECKING:
    from livecells.formula.check.assembly import Assembly
    from livecells.formula.check.report import Step
    from livecells.formula.evaluate.definitions import Definition


def inverse_of_known(page: Assembly, own: Definition) -> list[Step]:
    r"""What a page defines as g^{-1}(y) is the inverse of its g."""
    of = page.definitions.get(own.name.removesuffix(f"^{INVERSE}"))
    if of is own and f"{own.name}^{INVERSE}" in page.definitions:  # which was defined before
        own = page.definitions[f"{own.name}^{INVERSE}"]
    if of is None or of is own or len(own.params) != 1:
        return []
    (name,) = own.params
    span = own.body.span if own.tex == page.tex else (0, len(page.tex))
    argument = Sym(name, span=span)
    there = Call(own.name, (argument,), span=span)
    whole = Call(of.name, (there,), span=(0, span[1]))  # the equation
    chain = Chain((whole, argument), ("=",), span=span)
    before, page.shapes = page.shapes, {name: ()} | page.shapes
    try:
        return page.assembled(chain).steps()
    except FormulaError as error:
        reason = f"this is not the inverse of {of.name}: {of.name} of it is not {name}"
        raise FormulaError(f"{reason}\n{error.message}", page.tex, span) from None
    finally:
        page.shapes = before
