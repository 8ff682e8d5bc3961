r"""Displayed formulas that are tested: LaTeX is parsed, evaluated, compared with torch.

    page = Context()
    page.define(r"o = \frac{1}{4}\sum_i z_i, \quad z_i = 3(x_i+2)^2")
    page.check(r"\frac{\partial o}{\partial x_i} = \frac{3}{2}(x_i+2)", at={"x": x}, equals=grad)

Every relation is compared at random points, on both sides of each border where a formula turns, and
with arrays of other sizes than those of the run; derivatives are torch's, and are confirmed by
finite differences. A symbol is known when `at` gives its value or the page defined it; anything
else, and anything that can be read in two ways, is refused. Importing this package does not import
torch; the first check does.

Inside, `check` imports `evaluate`, which imports `syntax`.
"""

from livecells.formula.check.context import Context
from livecells.formula.check.report import Report, Route, Statement, Step
from livecells.formula.errors import FormulaError
from livecells.formula.syntax.keys import mentions

__all__ = ["Context", "FormulaError", "Report", "Route", "Statement", "Step", "mentions"]
