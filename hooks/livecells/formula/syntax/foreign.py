"""What the field writes and this grammar does not read: named, with a way on."""

from __future__ import annotations

from livecells.formula.syntax.tokens import Token

_DISTRIBUTION = "a mean is written \\mathbb{E}[x], with brackets; its power stands behind them"
_TWO = "two statements in one: write them apart, with + and with -"
_SETS = "sets are not computed with: write a sum over \\{1, 2\\} or i = 1, \\dots, n"
_LOGIC = "a logical sign: write two statements, or `and` between conditions"
_CODE = "a macro is not expanded: write what it stands for"

FOREIGN = {
    "\\lim": "a limit is written \\lim_{h \\to 0}",
    "\\sup": "a supremum is not read: write \\max_i",
    "\\inf": "an infimum is not read: write \\min_i",
    "\\limsup": "an upper limit is not read: write \\lim_{h \\to 0}",
    "\\liminf": "a lower limit is not read: write \\lim_{h \\to 0}",
    "\\iint": "a double integral is not read: write two \\int",
    "\\oint": "an integral along a curve is not read",
    "\\Pr": "a probability is of a condition: \\Pr(X = k)",
    "\\arg": "write \\operatorname{argmax}_i or \\operatorname{argmin}_i",
    "\\pm": _TWO,
    "\\mp": _TWO,
    "\\sim": "\\sim says how something is drawn: it stands below a mean, or beside the equation",
    "\\propto": "\\propto leaves out a factor: write it, as a symbol",
    "\\cup": _SETS,
    "\\cap": _SETS,
    "\\setminus": _SETS,
    "\\subset": _SETS,
    "\\subseteq": _SETS,
    "\\notin": _SETS,
    "\\emptyset": _SETS,
    "\\land": _LOGIC,
    "\\lor": _LOGIC,
    "\\wedge": _LOGIC,
    "\\vee": _LOGIC,
    "\\neg": _LOGIC,
    "\\exists": "\\exists says that there is one: name it, and give its value in `at`",
    "\\mapsto": "\\mapsto is read in a definition, f: x \\mapsto x^2",
    "\\to": "an arrow is read in a limit, and between two statements",
    "\\rightarrow": "an arrow is read in a limit, and between two statements",
    "\\longrightarrow": "an arrow is read in a limit, and between two statements",
    "\\ll": "\\ll has no exact meaning: write < or a factor",
    "\\gg": "\\gg has no exact meaning: write > or a factor",
    "\\cong": "\\cong is not read: write = or \\approx",
    "\\dagger": "the conjugate transpose is not read: numbers are real here, write \\top",
    "\\star": "the star is read as a label, x^\\star",
    "\\ast": "a convolution is not read: write \\cdot, \\odot or the sum",
    "\\circ": "\\circ stands between two functions, f \\circ g, or between two arrays",
    "\\bmod": "a remainder is not read",
    "\\pmod": "a remainder is not read",
    "\\mod": "a remainder is not read",
    "\\dot": "a dot above is a derivative by time: write \\frac{d y}{d t}",
    "\\ddot": "two dots above are a derivative by time: write \\frac{d^2 y}{d t^2}",
    "\\mathrlap": "what takes no room may hide something: write it behind \\qquad",
    "\\mathllap": "what takes no room may hide something: write it behind \\qquad",
    "\\cancelto": "write what is left, without \\cancelto",
    "\\overset": "a sign above another is read above =: \\overset{(1)}{=}",
    "\\underset": "what stands below is read below \\max, \\min, \\lim and \\mathbb{E}[...]",
    "\\stackrel": "a sign above another is read above =: \\stackrel{\\text{def}}{=}",
    "\\newcommand": _CODE,
    "\\renewcommand": _CODE,
    "\\def": _CODE,
    "\\DeclareMathOperator": _CODE,
    "\\require": "\\require is not needed",
    "\\input": "nothing is read from files",
    "\\style": "\\style may hide what it prints: leave it out",
    "\\class": "\\class may hide what it prints: leave it out",
    "\\href": "a link inside a formula is not read",
    "\\ref": "a reference to an equation states nothing: write it outside of the formula",
    "\\eqref": "a reference to an equation states nothing: write it outside of the formula",
    "\\hline": "a line in a table is not read: write a matrix without it",
    "\\oplus": "\\oplus is not read: write the matrix out",
    "\\prime": "a prime follows a name or a function: f'(x)",
    "\\mathbb{E}": _DISTRIBUTION,
    "\\mathbb{V}": _DISTRIBUTION,
    "\\mathbb{P}": "a probability is not computed here: write out its value",
    "\\mathbb{R}": "a set of numbers is read behind \\in",
    "\\mathcal{O}": "\\mathcal{O} leaves out terms: end with \\approx, or write the terms",
    "\\mathcal{N}": "a normal distribution is not computed with: write its density",
}
_PATTERN = "dots need a pattern on both sides: x_1 + \\dots + x_n"
_DOTS = frozenset({"\\dots", "\\ldots", "\\cdots", "\\dotsc", "\\dotsb", "\\vdots", "\\ddots"})
OPERATORS = {
    "Var": _DISTRIBUTION,
    "Cov": _DISTRIBUTION,
    "Std": _DISTRIBUTION,
    "E": _DISTRIBUTION,
    "arg": "write \\operatorname{argmax}_i or \\operatorname{argmin}_i",
    "prod": "prod(...) says that shapes are put in order by hand: write the product itself",
    "rank": "the rank of a matrix is not computed",
    "sup": "a supremum is not read: write \\max_i",
}


def why_not(token: Token, otherwise: str) -> str:
    """Why a token cannot stand where it does."""
    text = token.text
    if text in _DOTS:
        return f"{text} is not understood here: {_PATTERN}"
    if text in FOREIGN:
        return f"{text} is not understood here: {FOREIGN[text]}"
    if token.kind == "num" and not otherwise.startswith("expected a"):
        return "a number right after a factor: write \\cdot or \\times"
    if token.kind == "text":
        return (
            f"\\text{{{text}}} is neither a name known here nor a label: give it in `at` or define "
            f"it, or write a label as \\text{{({text})}}"
        )
    if token.kind == "begin":
        return f"the environment {text} is not understood"
    if token.kind == "cmd":
        return f"{text} is not understood here: if it is a macro, write what it stands for"
    if token.kind == "eof":
        return f"{otherwise or 'something is missing here'}: the formula ends too early"
    if text == ":" or text == "?":
        return f"{text!r} is not understood here: a definition is written := or ="
    return otherwise or f"{text!r} is not understood here"
