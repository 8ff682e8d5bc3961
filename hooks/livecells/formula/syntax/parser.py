r"""Displayed LaTeX -> tree: a lexer that keeps what prints, and a Pratt parser of our own.

Why not `sympy.parsing.latex`? Its two grammars need `lark` or the ANTLR runtime, know neither
running indices, definitions, evaluation bars nor transposes, and where they are in doubt they guess
in silence. A checker must refuse what is ambiguous and point at the spot; that wants a grammar of
the field's own habits, which is small. It stands on one screen in `grammar.py`.
"""

from __future__ import annotations

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.fonts import refuse_mixed_fonts
from livecells.formula.syntax.grammar import GRAMMAR
from livecells.formula.syntax.heads import heads
from livecells.formula.syntax.lexer import tokenize
from livecells.formula.syntax.names import Names
from livecells.formula.syntax.reader import Reader
from livecells.formula.syntax.statements import Display
from livecells.formula.syntax.structure import partners, structured
from livecells.formula.syntax.tables import is_bracketed, with_tables
from livecells.formula.syntax.tokens import Token
from livecells.formula.syntax.tree import Chain


def reader(tex: str, names: Names) -> Reader:
    """A reader at the beginning of a display."""
    tokens = structured(tokenize(tex), tex)
    end = Token("eof", "", len(tex), len(tex) + 1)
    found = Reader([*tokens, end], [*partners(tokens, tex), -1], tex, names, GRAMMAR)
    if not names.arrays and not any(map(is_bracketed, names.variables)):
        return found
    tokens = with_tables(found)
    return Reader([*tokens, end], [*partners(tokens, tex), -1], tex, names, GRAMMAR)


def parse(tex: str, names: Names, *, alone: bool = False) -> list[Chain]:
    """The statements of a display as chains.

    Args:
        tex: The display.
        names: What is a variable and what is a function of the page.
        alone: Whether an expression without a relation is enough: its value is known.

    Raises:
        FormulaError: Something is not understood, or could be read in two ways; the error has its
            spot.
    """
    try:
        found = reader(tex, names)
        refuse_mixed_fonts(found.tokens, tex)
        found.names = names.with_heads(*heads(found))
        return Display(found, alone).read()
    except RecursionError:
        raise FormulaError("this is nested too deep to be read", tex, (0, 1)) from None
