"""Nothing that prints is dropped: with another token, or without, a display means another thing."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from livecells.formula import FormulaError
from livecells.formula.check.laws import laws_of, tables_of
from livecells.formula.syntax.heads import heads
from livecells.formula.syntax.keys import given_names
from livecells.formula.syntax.lexer import tokenize
from livecells.formula.syntax.names import GREEK, Names
from livecells.formula.syntax.parser import parse, reader
from livecells.formula.syntax.tokens import Token
from livecells.formula.syntax.tree import Chain

DOCS = Path(__file__).parents[3] / "docs"
BLOCK = re.compile(r"^(/{3,}) equation \| [\w-]+\n(.*?)^\1\s*$", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"^    [a-z]+:.*$", re.MULTILINE)
# They lay out, or end a sentence; what they stand between is read alike without them.
LAYOUT = ("row", "space", "align", "column", "begin", "end")
PUNCTUATION = (",", ".", ";", "{", "}", "&")
OTHER_SIGNS = {"+": "-", "-": "+", "=": r"\approx", r"\cdot": r"\odot", r"\le": "<", "<": r"\le",
               ">": r"\ge", r"\ge": ">", r"\sum": r"\prod", r"\top": "2"}  # fmt: skip


def displays() -> Iterator[tuple[str, Names]]:
    """Every display of the pages, with the names that its page knows by then."""
    for page in sorted(DOCS.rglob("*.md")):
        names = Names(set(), set())
        for block in BLOCK.finditer(page.read_text("utf-8")):
            written = "\n".join(OPTION.findall(block[2]))
            options = yaml.safe_load(written.replace("    ", "", 1).replace("\n    ", "\n")) or {}
            found = re.search(r"\$\$(.*?)\$\$", block[2], re.DOTALL)
            if found is None or "notation" in options or "means" in options:
                continue
            tex = re.sub(r"\[\[.*?\]\]", "3", found[1].strip())
            if "laws" in options:
                tables = set(tables_of(laws_of(options["laws"], (), tex), tex))
                yield tex, Names(tables, arrays=tables)
                continue
            keys = dict.fromkeys(options.get("at") or {}, False)
            names = names.with_heads(given_names(keys).values(), ())
            names = names.with_heads(*heads(reader(tex, names)))
            yield tex, names


DISPLAYS = list(displays())


def meaning(tex: str, names: Names) -> list[Chain] | None:
    try:
        return parse(tex, names)
    except FormulaError as error:
        assert error.span is not None, tex  # noqa: PT017 - most are not refused
        return None


def printed(tex: str, third: int) -> list[Token]:
    """A third of the tokens that mean something; (...)_{x=1} is the same with a bar or without."""
    found = tokenize(tex)
    meant = [
        token
        for token, after in zip(found, [*found[1:], None], strict=True)
        if token.kind not in LAYOUT
        and not (token.kind == "punct" and token.text in PUNCTUATION)
        and not (token.kind == "bar" and after is not None and after.text == "_")
    ]
    return meant[third % 3 :: 3]


def another(token: Token) -> str | None:
    """Something else of the same kind."""
    if token.kind == "num":
        return str(int(float(token.text)) + 1)
    if token.kind == "letter":
        return "y" if token.text != "y" else "u"
    if token.kind == "cmd" and token.text[1:] in GREEK:
        return r"\psi "
    if token.kind in ("text", "word"):
        return r"\text{other}"
    other = OTHER_SIGNS.get(token.text)
    return None if other is None else f"{other} "


def test_the_pages_have_displays() -> None:
    assert len(DISPLAYS) > 200
    assert all(meaning(tex, names) for tex, names in DISPLAYS)


def test_a_display_without_one_of_its_tokens_means_another_thing() -> None:
    kept = [
        (tex, tex[token.start : token.end])
        for number, (tex, names) in enumerate(DISPLAYS)
        for before in [meaning(tex, names)]
        for token in printed(tex, number)
        if meaning(f"{tex[: token.start]} {tex[token.end :]}", names) == before
    ]
    assert kept == []


def test_a_display_with_another_token_means_another_thing() -> None:
    kept = [
        (tex, tex[token.start : token.end], other)
        for number, (tex, names) in enumerate(DISPLAYS)
        for before in [meaning(tex, names)]
        for token in printed(tex, number + 1)
        if (other := another(token)) is not None
        if meaning(f"{tex[: token.start]} {other} {tex[token.end :]}", names) == before
    ]
    assert kept == []


EDITS = re.findall(
    r"\S+",
    r"""
    \text{if } \quad \\ & { } ( ) [ ] | \| _ ^ ' , = < x i 2 .5 \frac \sum \lim \int
    \partial \nabla \left( \right) \left. \right| \begin{cases} \end{cases} \over \dots
    \begin{pmatrix} \end{pmatrix} \underbrace \hat \mathbf \stackrel \text{ $ d ٣ − \not
    \mathbb{1} \in \{ \} \mid \Delta \boxed{ \bigr| % \underset \binom ! \operatorname
    """,
)


@pytest.mark.timeout(60)
def test_whatever_is_written_is_read_or_refused_at_a_place() -> None:
    rng = random.Random(0)
    for _ in range(4000):
        tex, names = rng.choice(DISPLAYS)
        pieces = re.findall(r"\\[A-Za-z]+|\\.|[A-Za-z]|[0-9]+|.", tex, re.DOTALL)
        for _ in range(rng.randint(1, 4)):
            place = rng.randrange(len(pieces) + 1)
            pieces[place : place + rng.randint(0, 2)] = rng.sample(EDITS, rng.randint(0, 2))
        meaning("".join(pieces) or "x", names)


LONG = {
    "parentheses": "(" * 4000 + "x" + ")" * 4000,
    "braces": "{" * 4000 + "x" + "}" * 4000,
    "open": "{" * 9000,
    "factors": "x " * 5000 + "= x",
    "terms": "x + " * 4000 + "x = x",
    "chain": "x" + " = x" * 4000,
    "rows": r"x = x \\ " * 2000,
    "letters": "a" * 15000 + " = x",
    "fractions": r"\frac12 + " * 1500 + "x = x",
    "powers": "x^" * 4000 + "x",
    "accents": r"\hat " * 3000 + "x",
    "fonts": r"\mathbf{" * 2000 + "x" + "}" * 2000,
    "bars": "|" * 9000,
    "words": r"x = x \quad \text{(a)} " * 800,
    "matrix": r"\begin{pmatrix}" + r"x \\" * 3000 + r"\end{pmatrix} = x",
    "long": "x" * 30000,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("tex", LONG.values(), ids=LONG)
def test_long_displays_take_a_moment(tex: str) -> None:
    meaning(tex, Names({"x"}, {"f"}))
