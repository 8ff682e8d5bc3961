r"""Names as they are written: x, \hat{y}, W^{[1]}_{ij}, x^{(t+1)}, \theta_0, and plain numbers.

A name that is known wins over what its parts could mean, the longest first: with `W_q` in `at`,
W_q is a name and no entry of W. What is left of subscripts are positions, of superscripts powers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from livecells.formula.errors import FormulaError
from livecells.formula.syntax.names import ACCENTS, BUILTIN, GREEK, SPELLED_OUT, is_builtin
from livecells.formula.syntax.tree import Num

if TYPE_CHECKING:
    from livecells.formula.syntax.reader import Reader
    from livecells.formula.syntax.tokens import Token

STARS = ("*", "\\star", "\\ast", "\\dagger")
_LONGEST = 40  # letters of a word that is typed as letters
_LABEL = re.compile(r"\(.+\)|\[.+\]|[*+-]|\\star|\\dagger")


@dataclass(frozen=True)
class Mark:
    """A script or primes behind a name: `sign` is _ ^ or ', `text` how it is spelled in a name."""

    sign: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Written:
    """A name with the marks that are no part of it; `end` is the token behind all of them."""

    name: str
    marks: tuple[Mark, ...]
    start: int
    end: int


def number(p: Reader) -> Num:
    r"""A number, kept exact; 1\mathrm{e}{-3} too, and 0.333\dots whose digits go on."""
    start, text = p.pos, p.take().text
    decimals = len(text.partition(".")[2])
    value, unit = Fraction(text), Fraction(1, 10**decimals)
    power = _exponent(p)
    if "." in text and p.token.text in ("\\dots", "\\ldots", "\\cdots") and not p.token.gap:
        p.take()
        p.open_digits, unit = True, 2 * unit
    return Num(value * power, unit * power, span=p.since(start))


def _exponent(p: Reader) -> Fraction:
    r"""What \mathrm{e}{-3} right behind a number multiplies it by."""
    upright = p.token.text == "e" and p.token.upright
    tail = [p.peek(k).text for k in range(1, 4)]
    if not upright or tail[0] != "{" or tail[1] not in "+-" or not tail[2].isdigit():
        return Fraction(1)
    if p.peek(4).text != "}" or len(tail[2]) > 2:
        return Fraction(1)
    p.pos += 5
    return Fraction(10) ** int(tail[1] + tail[2])


# --- the name itself ------------------------------------------------------------------------------


def base_name(p: Reader) -> str | None:
    r"""A letter, a Greek letter, a word, or one of them below an accent; None where none stands."""
    token = p.token
    if token.kind == "letter":
        return _run_of_letters(p) or p.take().text
    if token.kind == "word" or (token.kind == "text" and token.text):
        return p.take().text
    if token.kind == "num" and token.bold and rf"\mathbf{{{token.text}}}" in p.names.variables:
        return rf"\mathbf{{{p.take().text}}}"
    if token.kind == "cmd" and (token.text[1:] in GREEK or token.text[1:] in BUILTIN):
        return _delta_of(p) or p.take().text[1:]
    if token.kind == "cmd" and token.text[1:] in ACCENTS:
        return _accented(p)
    return None


def _run_of_letters(p: Reader) -> str | None:
    """Letters typed side by side that spell a known name: margin, x1; or a function: sign(x)."""
    ahead, text = 0, ""
    while (token := p.peek(ahead)).kind == "letter" and len(token.text) == 1:
        if (ahead and token.gap) or ahead > _LONGEST:
            break
        text += token.text
        ahead += 1
    after = p.peek(ahead)
    if after.kind == "num" and not after.gap and _is_known(p, text + after.text):
        p.pos += ahead + 1
        return text + after.text
    called = after.text == "(" and len(text) > 2 and is_builtin(text)
    called = called or (after.text in ("(", "[") and text in SPELLED_OUT)
    called = called and not all(p.names.is_variable(letter) for letter in text)
    if called or (len(text) > 1 and _is_known(p, text)):
        p.pos += ahead
        return text
    return None


def _is_known(p: Reader, name: str) -> bool:
    return name in p.names.variables or name in p.names.functions


def _delta_of(p: Reader) -> str | None:
    r"""\Delta x is one thing, a change of x, and no product; \delta x is where it has a value."""
    after = p.peek()
    letter = after.kind == "letter" or (after.kind == "cmd" and after.text[1:] in GREEK)
    name = f"{p.token.text[1:]} {after.text.removeprefix(chr(92))}"
    if not letter or not (p.token.text == "\\Delta" or _is_known(p, name)):
        return None
    p.pos += 2
    return name


def _accented(p: Reader) -> str | None:
    r"""\hat y, \hat{\mathbf{y}}, \hat{y_j}, whose subscript is read behind the accent."""
    suffix = ACCENTS[p.take().text[1:]]
    braced = p.accept("{")
    inner = bare_name(p)
    if braced:
        if p.at("_"):
            return _inner_subscript(p, inner + suffix)
        if not p.at("}"):
            raise p.unread("an accent stands above one symbol; give a longer name as \\text{...}")
        p.take()
    return inner + suffix


def _inner_subscript(p: Reader, name: str) -> str:
    r"""\hat{y_j} is \hat{y}_j: the closing brace moves in front of the subscript."""
    start = p.pos
    mark = script_mark(p, start)
    closing = p.tokens[mark.end]
    if closing.text != "}":
        raise p.fault("an accent stands above one symbol", p.since(start))
    p.tokens[start : mark.end + 1] = [closing, *p.tokens[start : mark.end]]
    p.pairs[start : mark.end + 1] = [-1] + [
        place + 1 if place >= 0 else -1 for place in p.pairs[start : mark.end]
    ]
    p.take()
    return name


def bare_name(p: Reader) -> str:
    """A name without marks, in braces or not.

    Raises:
        FormulaError: No name stands here.
    """
    if p.accept("{"):
        inner = bare_name(p)
        p.expect("}")
        return inner
    name = base_name(p)
    if name is None:
        raise p.unread("expected a symbol here")
    return name


def is_braced_name(p: Reader) -> bool:
    r"""Whether braces hold a name and nothing else: {\mathbf{W}}, {\rm softmax}."""
    if p.pairs[p.pos] > p.pos + 8:
        return False
    start = p.pos
    try:
        bare_name(p)
    except FormulaError:
        return False
    finally:
        p.pos = start
    return True


# --- marks ----------------------------------------------------------------------------------------


def written(p: Reader) -> Written:
    """The name here with the marks behind it; `p` then stands behind the name and before them."""
    start = p.pos
    base = bare_name(p)
    marks = _marks(p)
    end = marks[-1].end if marks else p.pos
    for chosen in _choices(marks):
        name = spelled(base, chosen)
        if p.names.is_variable(name) or name in p.names.functions:
            rest = tuple(mark for mark in marks if mark not in chosen)
            return Written(name, rest, start, end)
    return Written(base, tuple(marks), start, end)


def _marks(p: Reader) -> list[Mark]:
    """Up to one subscript, one superscript and the primes, in any order."""
    found: list[Mark] = []
    place = p.pos
    while p.tokens[place].text in ("_", "^", "'") and p.tokens[place].kind == "punct":
        mark = script_mark(p, place)
        if any(other.sign == mark.sign for other in found):
            break
        found.append(mark)
        place = mark.end
    return found


def script_mark(p: Reader, place: int) -> Mark:
    """The script that begins at a token; it is not read."""
    sign = p.tokens[place].text
    if sign == "'":
        end = place
        while p.tokens[end].text == "'" and p.tokens[end].kind == "punct":
            end += 1
        return Mark("'", "'" * (end - place), place, end)
    first = p.tokens[min(place + 1, len(p.tokens) - 1)]
    if first.kind == "eof":
        raise p.fault("something is missing here", (p.tokens[place].start, p.tokens[place].end))
    if first.text == "{" and first.kind == "punct":
        end = p.pairs[place + 1] + 1
        inside = p.tokens[place + 2 : end - 1]
    else:
        end, inside = min(place + 2, len(p.tokens) - 1), [first]
    if inside and all(token.text in ("\\prime", "'") for token in inside):
        return Mark("'", "'" * len(inside), place, end)
    return Mark(sign, "".join(map(spelling, inside)), place, end)


def spelling(token: Token) -> str:
    """A token as it stands in the spelling of a name."""
    if token.kind == "cmd":
        return {"\\star": "*", "\\ast": "*", "\\prime": "'"}.get(token.text, token.text[1:])
    return token.text


def spelled(base: str, marks: tuple[Mark, ...]) -> str:
    """The one spelling of a name with these marks, whatever their order."""
    found = {mark.sign: mark.text for mark in marks}
    name = base + found.get("'", "")
    if "^" in found:
        name += f"^{found['^']}"
    return name + (f"_{found['_']}" if "_" in found else "")


def _choices(marks: list[Mark]) -> list[tuple[Mark, ...]]:
    """Which marks may be part of the name: most of them first."""
    sets = [
        tuple(mark for number, mark in enumerate(marks) if bits >> number & 1)
        for bits in range(2 ** len(marks))
    ]
    return sorted(sets, key=lambda chosen: -len(chosen))


def is_name_label(text: str) -> bool:
    """Whether a superscript always marks a name: (t+1), [l], *, a word; never a power."""
    return bool(_LABEL.fullmatch(text))


def marked_by_words(p: Reader, mark: Mark) -> bool:
    r"""Whether a script holds nothing but words: _{\text{new}}, ^{\mathrm{new}}."""
    inside = [t for t in p.tokens[mark.start + 1 : mark.end] if t.text not in ("{", "}")]
    return bool(inside) and all(t.kind in ("word", "text") for t in inside)
