"""Slips in how a page writes its live values.

`[[name:` is a live value wherever it stands outside of code. So is what only one slip keeps from
being one; other double brackets, such as `[[Page]]`, are text.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from livecells.blocks.live_values import VALUE, Value, halves, is_expression, value_end
from livecells.blocks.markdown_spans import GAP, blanked, fences, within
from livecells.blocks.slip import Slip

OPENED = re.compile(
    r"(?<!\\)\[\[(?P<gap>[^\w\[\]\n]{0,2})(?P<name>[\w./-]*[^\W\d][\w./-]*)"
    r"(?P<after>\s*@\s*[\w-]*)?(?P<colon>\s*:(?!//))?"
)
# Where only a slip before the name, or behind it, may be.
CLOSED = re.compile(r"(?<!\w)(?P<name>[^\W\d][\w/]*)(?:@[\w-]+)?:(?=[^\s\]])")
BROKEN = re.compile(r"(?<!\\)\[\[[\w/@-]*\n[ \t>]*[\w/@-]+:(?=\S)")
ODD = re.compile(r"(?<!\\)\[\[(?P<name>[^\[\]\n:|@]{1,60})(?:@[^\[\]\n:|]*)?:(?=[^\s/])")
FORMAT = re.compile(
    r"(?<!\\)\[\[[^\[\]\n]+ \| (?=[^\]]*\d)[<>^=]?[ +-]?#?0?\d*,?(?:\.\d+)?[bcdeEfFgGnosxX%]\]\]"
)
HEADING = re.compile(r"^(?:#{2,6}[ \t].*|[^\n|]+(?=\n-+[ \t]*$))", re.MULTILINE)
# Digits beside a value, which readers would take for its own; those of an index are not.
BEFORE = re.compile(r"(?<![\w^}.])\d+(?:[.,]\d+)*\.?\Z")
BEHIND = re.compile(r"\.?\d|[eE][+-]?\d")
IDENT = re.compile(r"\{:?[^{}\n]*#[\w-]+[^{}\n]*\}[ \t#]*$")

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # in prose, such a sign may be needed

EXAMPLE = "`[[story:x]]` or `[[story:x | .1f]]`"
MOVES = (
    "the link to this heading would change with the value: "
    "give the heading a name of its own, `{ #name }`"
)
GLUED = (
    "a digit stands right beside `{}`, and readers would see one number: "
    "put a sign between them, or have the code compute the whole number"
)

Spans = list[tuple[int, int]]


def value_slips(
    text: str, hidden: Spans, values: Sequence[Value], known: Callable[[], list[str]]
) -> Iterator[Slip]:
    """The slips in the live values of a text, in no order.

    Args:
        text: Any Markdown.
        hidden: Where it holds code or comments, as positions.
        values: The values that it has.
        known: Gives the names of all snippets.
    """
    if "[[" not in text and "]]" not in text:
        return
    taken = [(value.start, value.end) for value in values]
    shown = blanked(text, [*hidden, *taken])
    told: Spans = []
    for start, end, message in (*_opened(shown, known), *_closed(shown, known)):
        if not within(start, told):
            told.append((start - 2, end))
            yield Slip(text.count("\n", 0, start) + 1, message)
    for start, end in taken:
        if BEFORE.search(text, max(start - 20, 0), start) or BEHIND.match(text, end):
            yield Slip(text.count("\n", 0, start) + 1, GLUED.format(text[start:end]))
        if _has_one_too_many(text, shown, start, end):
            what = f"there is a bracket too many beside `{text[start:end]}`"
            yield Slip(text.count("\n", 0, start) + 1, what)


def heading_slips(text: str, values: Sequence[Value]) -> Iterator[Slip]:
    """Headings whose link would hold a live value; the title of the page is left alone."""
    for match in HEADING.finditer(text):
        inside = any(match.start() <= value.start < match.end() for value in values)
        if inside and not IDENT.search(match[0]):
            yield Slip(text.count("\n", 0, match.start()) + 1, MOVES)


def fence_slips(text: str) -> Iterator[Slip]:
    """Fences of code that nothing ends; what stands below them is no code to a converter."""
    for start, _, closed in fences(text):
        if not closed:
            line = text[start:].split("\n", 1)[0].strip()
            what = f"the code that begins here has no end: {line[:40]!r} is not closed"
            yield Slip(text.count("\n", 0, start) + 1, what)


def turning_slips(text: str, hidden: Spans) -> Iterator[Slip]:
    """Invisible signs in code that change the order in which it is shown."""
    for match in TURNING.finditer(text):
        if within(match.start(), hidden):
            what = (
                f"an invisible sign, {unicodedata.name(match[0])}, makes this code look like "
                "another: take it out"
            )
            yield Slip(text.count("\n", 0, match.start()) + 1, what)


def _opened(shown: str, known: Callable[[], list[str]]) -> Iterator[tuple[int, int, str]]:
    """What begins as a value does, or nearly so: where it is, and what is wrong with it."""
    for match in OPENED.finditer(shown):
        value = VALUE.match(shown, match.start())
        if value and match["colon"]:
            found: str | None = _unread(shown, value.end())
        else:
            found = _misnamed(match, known)
        if found is not None:
            yield match.start(), _end(shown, match.end()), found
    for match in ODD.finditer(shown):
        bare = re.sub(r"[^\w/]", "", match["name"])
        if difflib.get_close_matches(bare, known(), n=1, cutoff=0.8):
            what = f"the name of a snippet has letters, digits and `_`: {match['name']!r}"
            yield match.start(), match.end(), what
    for match in BROKEN.finditer(shown):
        yield match.start(), match.end(), "the name of a live value stands on one line"
    for match in FORMAT.finditer(shown):
        yield match.start(), match.end(), f"this is no live value, which is written {EXAMPLE}"


def _unread(shown: str, start: int) -> str:
    """Why what begins as a value does is none; `start` is where its expression begins."""
    line = shown[start:].split("\n", 1)[0]
    end = value_end(shown, start)
    inner = shown[start:end] if end is not None else ""
    if end is None or VALUE.search(inner) or "\n" in inner:
        return f"a live value ends with two brackets, `]]`: {line[:40].strip()!r}"
    expression, bar, spec = inner.rpartition("|")
    if bar and is_expression(expression.strip()) and not is_expression(halves(inner)[0]):
        given = f"{expression.strip()} | {spec.strip()}"
        return f"the bar of a live value has a space on both sides: `{given}`"
    return f"{halves(inner)[0]!r} is no Python expression; a format stands behind ` | `"


def _misnamed(match: re.Match[str], known: Callable[[], list[str]]) -> str | None:
    """What is wrong with the name of a value, or nothing where it may be other text."""
    name, names = match["name"].rstrip("."), known()
    head = name if name in names else re.split(r"[.\-]", name)[0]
    near = difflib.get_close_matches(name.replace("-", "_").lower(), names, n=1, cutoff=0.8)
    near = near or difflib.get_close_matches(head, names, n=1, cutoff=0.8)
    spaced = match["gap"].strip() == ""
    if not near and not (match["colon"] and spaced):
        return None
    meant = f" (did you mean `[[{near[0]}:`?)" if near and near[0] != name else ""
    if re.fullmatch(r"[A-Za-z_][\w/]*", name) and (match["gap"] or name in names):
        meant = f" (did you mean `[[{near[0]}:`?)" if near else ""
        return f"this is no live value, which is written {EXAMPLE}, without other spaces{meant}"
    rule = "letters, digits and `_`, and no digit first"
    return f"{name!r} cannot be the name of a snippet, which has {rule}{meant}"


def _closed(shown: str, known: Callable[[], list[str]]) -> Iterator[tuple[int, int, str]]:
    """What ends as a value does and does not begin as one."""
    for match in CLOSED.finditer(shown) if "]]" in shown else ():
        end = _end(shown, match.end())
        rest = shown[match.end() : end]
        before = shown[max(match.start() - 2, 0) : match.start()]
        if before == "[[" or not rest.endswith("]]"):
            continue
        cutoff = 0.8 if before.endswith("[") else 1
        if not difflib.get_close_matches(match["name"], known(), n=1, cutoff=cutoff):
            continue
        if rest.count("]") - rest.count("[") >= 2:
            yield match.start(), end, f"a live value begins with two brackets: {EXAMPLE}"


def _end(text: str, start: int) -> int:
    """The end of the `]]` that comes next on the line, or of the line."""
    stop = text.find("\n", start)
    stop = len(text) if stop < 0 else stop
    end = text.find("]]", start, stop)
    return stop if end < 0 else end + 2


def _has_one_too_many(text: str, shown: str, start: int, end: int) -> bool:
    """Whether a bracket beside a value has no other in its paragraph."""
    if text[start - 1 : start] != "[" and text[end : end + 1] != "]":
        return False
    edges = [0, *(at for gap in GAP.finditer(shown) for at in gap.span()), len(shown)]
    for first, last in pairwise(edges):
        if first <= start < last:
            part = re.sub(r"\\.", "", shown[first:last])
            opened, closed = part.count("["), part.count("]")
            return opened != closed and opened + part.count("(") != closed + part.count(")")
    return False
