r"""Displayed formulas that are tested: LaTeX is parsed, evaluated, compared with torch.

    page = Context()
    page.define(r"o = \frac{1}{4}\sum_i z_i, \quad z_i = 3(x_i+2)^2")
    page.check(r"\frac{\partial o}{\partial x_i} = \frac{3}{2}(x_i+2)", at={"x": x}, equals=grad)

Every `=` is a step: proved by SymPy where it can, and compared at 20 random points. A symbol is
known when `at` gives its value or the page defined it; anything else, and anything that can be read
in two ways, is refused. Importing this package does not import SymPy; the first check does.

Inside, `check` imports `evaluate`, which imports `syntax`; only `evaluate/sympy_cells.py` knows
SymPy.
"""

from .check.context import Context
from .check.given import mentions
from .check.report import Report, Route, Step
from .errors import FormulaError

__all__ = ["Context", "FormulaError", "Report", "Route", "Step", "mentions"]
