r"""The words beside formulas: which join statements, begin a condition, are a note, or are refused.

Nothing that prints is dropped: words that stand between formulas and that are none of these could
change what the reader takes from them (`divided by`, `is never`).
"""

from __future__ import annotations

import re

_FILLERS = frozenset(
    {
        "and", "or", "so", "hence", "thus", "therefore", "where", "with", "since", "because",
        "then", "also", "equivalently", "finally", "consequently", "which", "gives", "giving",
        "yields", "yielding", "implies", "that", "is", "we", "have", "get", "obtain", "find",
        "see", "it", "follows", "by", "from", "as", "again", "likewise", "similarly",
        "furthermore", "moreover", "i.e.", "ie", "i.e", "e.g.", "namely", "means", "here", "this",
        "leads", "to", "us", "now", "next", "first", "second", "i",
    }
)  # fmt: skip
_CONDITIONS = frozenset(
    {
        "if", "when", "whenever", "for", "all", "each", "every", "any", "provided", "assuming",
        "given", "that", "as", "long", "constant", "constants", "real", "number", "numbers",
        "value", "values", "of", "the", "index", "indices", "i.e.", "both", "and",
    }
)  # fmt: skip
_FOR = frozenset({"for", "all", "each", "every", "any"})
_BEGIN_CONDITION = frozenset({"if", "when", "whenever", "for", "provided", "assuming", "given"})
_CHANGING = frozenset(
    {
        "not", "never", "no", "wrong", "false", "divided", "times", "plus", "minus", "squared",
        "cubed", "over", "per", "half", "twice", "double", "thrice", "negative", "except",
        "unless", "without", "isn't", "doesn't", "equals", "equal", "equalling",
    }
)  # fmt: skip
_AMOUNTS = frozenset(
    {
        "squared", "cubed", "times", "percent", "thousand", "million", "billion", "dozen",
        "hundred", "halves", "thirds", "quarters", "half", "third", "quarter", "degrees", "plus",
        "minus", "over",
    }
)  # fmt: skip


# In words these print mathematics that nobody would check. A hyphen joins words.
_SIGNS = re.compile(
    r"[=<>≤≥≠≈≡≃∼±+×÷∞√∑∈→⇒⇔^−–·]|(?<![A-Za-z])[-/](?!\Z)|[-/](?![A-Za-z])(?=.)"
    r"|[\w)]\s*\*\s*[\w(]"
)
_NUMBERED = re.compile(
    r"(?:steps?|eqs?\.?|equations?|lines?|rows?|rules?|layers?|parts?|cases?|sections?|theorems?"
    r"|lemmas?|figures?|tables?|chapters?|examples?|exercises?|definitions?|property|properties"
    r"|no\.|number|axiom|task|notes?)[\s(]*\d[\d.]*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[(\[]\s*[A-Za-z]?\d{1,3}(?:\.\d{1,3})*\.?[a-z]?\s*[)\]][.,;]?")
_LONE_DIGIT = re.compile(r"(?<![A-Za-z\d_])\d")
_NUMBERS = frozenset(
    {
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve", "hundred", "thousand", "million", "minus", "plus",
    }
)  # fmt: skip
_BESIDE_NUMBERS = frozenset({"equals", "equal", "equalling", "exactly", "in", "always", "only"})


def prints_mathematics(text: str) -> bool:
    """Whether words say something of numbers that should be read as mathematics: = 7, is seven."""
    if _SIGNS.search(text.strip()) and text.strip(" ()*.,") != "":
        return True
    bare = text if _LABEL.fullmatch(text.strip()) is None else ""
    if _LONE_DIGIT.search(_NUMBERED.sub("", bare)):
        return True
    said = {word.strip("()[].") for word in plain(text)}
    return bool(said & _NUMBERS) and said <= _NUMBERS | _FILLERS | _BESIDE_NUMBERS


def is_numbered(text: str) -> bool:
    """Whether a text is the number of an equation, (3): beside a formula it would be a factor."""
    return _LABEL.fullmatch(text.strip()) is not None


def plain(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return [word.strip(",:;").lower() for word in text.split() if word.strip(",:;.")]


def is_parenthesised(text: str) -> bool:
    """Whether a text is a note in parentheses, or in brackets."""
    return bool(re.fullmatch(r"\(.*\)[.,;]?|\[.*\][.,;]?", text.strip(), re.DOTALL))


def joins(text: str) -> bool:
    """Whether a text such as `and hence` only stands between two statements."""
    return all(word in _FILLERS or word.rstrip(".") in _FILLERS for word in plain(text))


def begins_condition(text: str) -> str:
    """`for` or `if` where a condition follows these words; else nothing."""
    words = plain(text)
    if not words or words[0] not in _BEGIN_CONDITION | {"and"}:
        return ""
    if not all(word.rstrip(".") in _CONDITIONS for word in words):
        return ""
    if words[0] == "and" and len(words) == 1:
        return ""
    begin = words[1] if words[0] == "and" else words[0]
    if begin not in _BEGIN_CONDITION:
        return ""
    return "for" if begin in _FOR else "if"


def restricts(text: str) -> bool:
    """Whether `where` or `with` stands here alone: an inequality behind it is a condition."""
    return plain(text) in (["where"], ["with"], ["and", "where"], ["and", "with"])


def is_note(text: str) -> bool:
    """Whether words that stand alone may be taken as a remark that states nothing."""
    return is_parenthesised(text) or not set(plain(text)) & _CHANGING


def why_no_unit(text: str) -> str:
    """Why a unit cannot stand where it does."""
    return (
        f"\\text{{{text}}} is a unit, and a unit is not computed with: write numbers alone, and "
        "one unit behind the last of them, x = 2 \\text{ s}"
    )


def is_unit(text: str) -> bool:
    """Whether a word right behind a number counts things: 20 calls."""
    word = text.strip(" .,")
    return word.isalpha() and word.isascii() and word.lower() not in _AMOUNTS | _CHANGING


ENDS_OF_PROOFS = frozenset({"\\blacksquare", "\\square", "\\Box", "\\qedsymbol"})
STARS = frozenset({"\\ast", "\\star", "\\dagger", "\\ddagger", ".", "-", "*", "'"})
ARROWS = frozenset(
    {"\\implies", "\\Rightarrow", "\\Longrightarrow", "\\iff", "\\Leftrightarrow", "\\therefore",
     "\\Longleftrightarrow", "\\because", "\\Leftarrow", "\\impliedby", "\\rightarrow", "\\to",
     "\\longrightarrow", "\\leadsto"}
)  # fmt: skip


def split_dollars(content: str) -> list[tuple[str, int]]:
    r"""Words and mathematics in turn, each with its place in the content."""
    found, last = [], 0
    for match in re.finditer(r"(?<!\\)\$|\\\(|\\\)", content):
        found.append((content[last : match.start()], last))
        last = match.end()
    return [*found, (content[last:], last)]


def plain_text(text: str) -> str:
    r"""The words of \text{...} without its commands for spaces."""
    text = re.sub(r"\\(?:[ ,;:]|quad|qquad)|~|\s+", " ", text)
    return re.sub(r"\\([_%&#])", r"\1", text).strip()
