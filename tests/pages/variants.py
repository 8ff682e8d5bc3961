r"""An equation's LaTeX written otherwise: wrong in many ways, right in others.

Each way takes LaTeX and makes texts, one for each place that it can change. What they mean is for
others to decide: here and there a "wrong" one is right and a "right" one is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Change = Callable[[str], Iterator[str]]

FRACTION = re.compile(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")
PLAIN = re.compile(  # no derivative
    r"\\frac\{((?!\\partial|d\w? ?\w?\}|d\^)(?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}"
)
NUMBER = re.compile(r"(?<![\d.a-z{])\d+(?:\.\d+)?(?![\d.]|pt)")
MATRIX = re.compile(r"(\\begin\{pmatrix\})(.*?)(\\end\{pmatrix\})", re.DOTALL)
SYMBOL = r"(?:[A-Za-z]|\\(?:alpha|delta|ell|mu|theta|varepsilon)\b)(?:_(?:\w|\{\w+\}))?"
ALONE = r"(?<![\\\w^_}/{.])"  # before what is no part of anything longer
LETTERS = "klpqm"  # new names of indices


def at_each(
    pattern: str | re.Pattern[str], tex: str, *made: str | Callable[..., str]
) -> Iterator[str]:
    """The text with one match replaced, for each match and each replacement."""
    for match in re.finditer(pattern, tex):
        for new in made:
            text = new(match) if callable(new) else match.expand(new)
            yield tex[: match.start()] + text + tex[match.end() :]


# --- wrong ----------------------------------------------------------------------------------------


def wrong_sign(tex: str) -> Iterator[str]:
    yield from at_each(r"\+", tex, lambda _: "-")
    yield from at_each(r"(?<=[\w}\)]) ?- ?(?=[\w\\(])", tex, lambda _: " + ")
    yield from at_each(r"=\s", tex, lambda _: "= -")


def wrong_factor(tex: str) -> Iterator[str]:
    yield from at_each(
        NUMBER,
        tex,
        lambda m: f"{float(m[0]) * 2:g}",
        lambda m: f"{float(m[0]) + 1:g}",
    )
    yield from at_each(r"=\s", tex, lambda _: r"= 2\,", lambda _: r"= \frac{1}{2}\,")


def wrong_exponent(tex: str) -> Iterator[str]:
    yield from at_each(r"\^\{?(\d)\}?", tex, r"^{1\1}", lambda m: f"^{{{int(m[1]) + 1}}}", "")
    yield from at_each(r"\^([a-z])(?![\w'])", tex, r"^{\1+1}", r"^{2\1}", "")
    yield from at_each(r"\^\{(-?[a-z][^{}]*)\}", tex, r"^{\1+1}", r"^{2(\1)}")
    yield from at_each(rf"{ALONE}({SYMBOL})(?![\w^='(])", tex, r"\1^2")


def wrong_index(tex: str) -> Iterator[str]:
    yield from at_each(r"_([ijkn])(?![a-z=])", tex, lambda m: "_j" if m[1] == "i" else "_i", "_q")
    yield from at_each(r"_(\d)", tex, lambda m: f"_{int(m[1]) % 3 + 1}")
    yield from at_each(r"_\{([a-z])([a-z])\}", tex, r"_{\2\1}", r"_{\1\1}")


def wrong_transpose(tex: str) -> Iterator[str]:
    yield from at_each(r"\^T", tex, lambda _: "")
    yield from at_each(r"v\^T J", tex, lambda _: "J v", lambda _: "J^T v", lambda _: "v^T J^T")
    yield from at_each(r"X (?=[wW])", tex, lambda _: "X^T ")
    yield from at_each(MATRIX, tex, transposed, turned)


def transposed(match: re.Match[str]) -> str:
    rows = [row.split("&") for row in match[2].split(r"\\")]
    columns = zip(*rows, strict=True)
    return match[1] + r" \\ ".join("&".join(column) for column in columns) + match[3]


def turned(match: re.Match[str]) -> str:
    """The rows in reverse order."""
    return match[1] + r" \\ ".join(reversed(match[2].split(r"\\"))) + match[3]


def swapped_numerator(tex: str) -> Iterator[str]:
    yield from at_each(FRACTION, tex, lambda m: f"\\frac{{{m[2]}}}{{{m[1]}}}")
    yield from at_each(r"(\\partial \w_\d)/(\\partial \w_\d)", tex, r"\2/\1")


def missing_factor(tex: str) -> Iterator[str]:
    factor = rf"(?:{FRACTION.pattern}|\([^()]*\)|[\d.]+|{SYMBOL})"
    yield from at_each(rf"\\cdot {factor}", tex, lambda _: "")
    yield from at_each(rf"{factor}(?: |\\,)*\\cdot", tex, lambda _: "")
    yield from at_each(r"\\sum_(\w|\{[^}]*\}(\^(\{\w\}|\w))?)", tex, lambda _: "")
    yield from at_each(r"(\\frac\{\w\}\{\w\})(?= )", tex, lambda _: "")
    yield from at_each(rf"{ALONE}(?:\d+|{SYMBOL})\\,", tex, lambda _: "")


def wrong_function(tex: str) -> Iterator[str]:
    others = {"sin": "cos", "cos": "sin", "tanh": "sin", "log": "exp", "sigma": "tanh"}
    others |= {"max": "min", "arccos": "arcsin"}
    names = "|".join(others)
    yield from at_each(rf"\\({names})(?![a-z])", tex, lambda m: f"\\{others[m[1]]}")
    yield from at_each(r"\be\^", tex, lambda _: "2^")
    yield from at_each(r"'(?=[(])", tex, lambda _: "''", lambda _: "")
    yield from at_each(r"\|(\w)\|", tex, r"\1")


def wrong_limit(tex: str) -> Iterator[str]:
    """Other ends of sums and ranges, and conditions turned round."""
    yield from at_each(r"(\\sum_\{\w=)(\d)", tex, lambda m: m[1] + str(int(m[2]) + 1))
    yield from at_each(r"(\\sum_\{\w=\d\}\^)\{(\w)\}", tex, r"\1{\2-1}", r"\1{\2+1}")
    yield from at_each(r"(= \d, \\dots, )(\d+)", tex, lambda m: f"{m[1]}{int(m[2]) - 1}")
    yield from at_each(r"> 0", tex, lambda _: "< 0")
    yield from at_each(r"\\le 0", tex, lambda _: r"\ge 0")


def wrong_symbol(tex: str) -> Iterator[str]:
    """A symbol in place of another of the same equation."""
    names = list(dict.fromkeys(re.findall(rf"{ALONE}({SYMBOL})", tex)))
    for name, other in zip(names, names[1:] + names[:1], strict=True):
        pattern = rf"{ALONE}{re.escape(name)}(?![\w'(])"
        yield from at_each(pattern, tex, lambda _, other=other: other)


WRONG: dict[str, Change] = {
    "sign": wrong_sign,
    "factor": wrong_factor,
    "exponent": wrong_exponent,
    "index": wrong_index,
    "transpose": wrong_transpose,
    "numerator": swapped_numerator,
    "missing": missing_factor,
    "function": wrong_function,
    "limit": wrong_limit,
    "symbol": wrong_symbol,
}


# --- other ways to write the same -----------------------------------------------------------------


def other_numbers(tex: str) -> Iterator[str]:
    yield from at_each(
        r"\\frac(\{\d\})(\{\d\})", tex, r"\\tfrac\1\2", lambda m: f"({m[1][1]}/{m[2][1]})"
    )
    yield from at_each(
        r"\\frac\{(\d)\}\{(\d)\}", tex, lambda m: f"\\frac{{{int(m[1]) * 3}}}{{{int(m[2]) * 3}}}"
    )
    yield from at_each(r"(?<== )(\d+)(?= |$)", tex, lambda m: f"\\frac{{{int(m[1]) * 2}}}{{2}}")
    yield from at_each(rf"{ALONE}([2-9])(?=\\,)", tex, lambda m: f"\\frac{{{int(m[1]) * 2}}}{{2}}")


def commuted(tex: str) -> Iterator[str]:
    left = r"(?<!\\left)(?<!\\[bB]igl)(?<!\\[bB]iggl)"
    yield from at_each(rf"{left}\(([^()+-]+) \+ ([^()+-]+)\)", tex, r"\\left(\2 + \1\\right)")
    end = r"(\s*\\(?:right|[bB]igg?r))?\)"  # a size stays with its parenthesis
    yield from at_each(rf"\(([^()+-]+) \+ ([^()+-]+?){end}", tex, r"(\2 + \1\3)")
    yield from at_each(rf"\(([^()+-]+) - ([^()+-]+?){end}", tex, r"(-\2 + \1\3)")
    whole = FRACTION.pattern.replace("(", "(?:", 1)
    factor = rf"(?:{whole}|{ALONE}(?:\d+|{SYMBOL}))"
    yield from at_each(rf"({factor}) \\cdot ({factor})(?![\w^_'(.])", tex, swapped)
    yield from at_each(rf"{ALONE}(\d|{SYMBOL})\\,({SYMBOL})(?![\w^_'(])", tex, r"\2 \\cdot \1")


def swapped(match: re.Match[str]) -> str:
    left, right = match[0].split(r" \cdot ", 1)
    return rf"{right} \cdot {left}"


def expanded(tex: str) -> Iterator[str]:
    yield from at_each(rf"{ALONE}({SYMBOL})\^2", tex, r"\1 \\cdot \1")
    yield from at_each(r"(?<![a-z])(\([^()]+\))\^2", tex, r"\1\1", r"\1 \\cdot \1")
    yield from at_each(r"\\,\(x_i \+ 2\)(?!\^)", tex, r" \\cdot (x_i + 1 + 1)")
    yield from at_each(PLAIN, tex, lambda m: rf"\frac{{1}}{{{m[2]}}} \cdot ({m[1]})")


def neutral(tex: str) -> Iterator[str]:
    yield from at_each(r"= (?=[^-&\s])(?!\d, \\dots)", tex, r"= 1 \\cdot ")
    yield re.sub(r"\\[,;]|(?<=,)\\ ", "", tex)
    yield re.sub(r"\\[,;]|(?<=,)\\ ", r"\\;", tex)
    if r"\dots" not in tex:
        yield re.sub(r"(?=\s*(\\end\{aligned\})?\s*\Z)", r" \\cdot 1", tex, count=1)


def other_marks(tex: str) -> Iterator[str]:
    yield tex.replace("^T", r"^\top")
    yield tex.replace(r"\bigr\rvert", r"\Big|")
    yield tex.replace("pmatrix", "bmatrix")
    yield tex.replace(r"\begin{aligned}", r"\begin{split}").replace("{aligned}", "{split}")
    yield tex.replace(r"\frac", r"\dfrac")
    yield from at_each(r"\^(\w)(?!\w)", tex, r"^{\1}")


def renamed(tex: str) -> Iterator[str]:
    """An index by another name, wherever it stands."""
    for old in dict.fromkeys(re.findall(r"_\{?\w?([ijkn])", tex)):
        for new in LETTERS:
            if not re.search(rf"(?<![A-Za-z\\]){new}(?![A-Za-z])", tex):
                yield in_place_of(old, new, tex)


def in_place_of(old: str, new: str, tex: str) -> str:
    """One letter for another, but not within words."""
    words = r"\\(?:begin|end|text|texttt)\{[^}]*\}|\\[A-Za-z]+|[a-z]"
    return re.sub(words, lambda m: new if m[0] == old else m[0], tex)


SAME: dict[str, Change] = {
    "numbers": other_numbers,
    "commuted": commuted,
    "expanded": expanded,
    "neutral": neutral,
    "marks": other_marks,
    "renamed": renamed,
}
