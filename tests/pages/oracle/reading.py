r"""LaTeX to trees: pieces, statements, and a parser of what our pages write."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from .nodes import Node, Statement, Unreadable

TOKEN = re.compile(
    r"(?P<skip>\s+|\\[,;! ]|\\quad(?![a-z])|\\(?:left|right|[bB]ig+[lr]?)(?![A-Za-z]))"
    r"|(?P<num>\d+(?:\.\d+)?)|(?P<word>\\text(?:tt)?\{(?P<inside>[\w. ]+)\})"
    r"|\\(?P<side>begin|end)\{(?P<env>\w+)\}"
    r"|(?P<cmd>\\[A-Za-z]+)|(?P<row>\\\\(?:\[\w+\])?)|(?P<other>.)",
    re.DOTALL,
)
LAID_OUT = ("aligned", "split")
MATRICES = ("begin:pmatrix", "begin:bmatrix")
FRACTIONS = (r"\frac", r"\tfrac", r"\dfrac")
BARS = (r"\rvert", "|")
COMPARISONS = ("<", ">", r"\le", r"\ge")
GREEK = ("alpha", "delta", "ell", "mu", "sigma", "theta", "varepsilon")
NAMED = ("sin", "cos", "arccos", "tanh", "exp", "log", "max", "sigma")
OPENS = {r"\sum", r"\partial", r"\nabla", r"\underbrace", r"\sqrt", "(", *FRACTIONS, *MATRICES}


def tokens(tex: str) -> list[str]:
    found = []
    for match in TOKEN.finditer(tex):
        if match["word"]:
            found.append(f"word:{match['inside'].strip()}")
        elif match["env"]:
            found += [] if match["env"] in LAID_OUT else [f"{match['side']}:{match['env']}"]
        elif not match["skip"]:
            found.append(r"\\" if match["row"] else match[0])
    return found


def pieces(found: Sequence[str]) -> list[list[str]]:
    r"""The tokens cut at rows and at \qquad, outside of environments."""
    cut: list[list[str]] = [[]]
    depth = 0
    for token in found:
        depth += token.startswith("begin:") - token.startswith("end:")
        if not depth and token in (r"\\", r"\qquad"):
            cut.append([])
        elif depth or token != "&":
            cut[-1].append(token)
    return [piece[:-1] if piece[-1] == "," else piece for piece in cut if piece]


def statements(
    tex: str, functions: Collection[str] = (), symbols: Collection[str] = ()
) -> list[Statement]:
    """The statements of a display.

    `functions`: names that are called. `symbols`: names that have a value, which d may be.
    """
    found: list[list[str]] = []
    ranges: list[dict[str, range]] = []
    for piece in pieces(tokens(tex)):
        if r"\dots" in piece and found:
            ranges[-1][piece[0]] = stated_range(piece)
        elif found and (piece[0] in ("=", r"\approx") or goes_on(piece)):
            found[-1] += piece
        else:
            found.append(piece)
            ranges.append({})
    read = [Reading(piece, functions, symbols).chain() for piece in found]
    return [Statement(*chain, stated) for chain, stated in zip(read, ranges, strict=True)]


def stated_range(piece: Sequence[str]) -> range:
    r"""What `n = 0, \dots, 9` says."""
    if len(piece) != 7 or not (piece[2] + piece[-1]).isdigit():
        raise Unreadable("what range is this?")
    return range(int(piece[2]), int(piece[-1]) + 1)


def goes_on(piece: Sequence[str]) -> bool:
    """Whether a row only adds to the row before."""
    return piece[0] in ("+", "-") and not {"=", r"\approx"} & set(piece)


class Reading:
    def __init__(
        self, found: Sequence[str], functions: Collection[str], symbols: Collection[str]
    ) -> None:
        self.found, self.at = [*found, "end"], 0
        self.functions, self.symbols = functions, symbols

    # --- pieces ---------------------------------------------------------------------------------

    @property
    def here(self) -> str:
        return self.found[self.at]

    @property
    def name(self) -> str | None:
        """The name that stands here: a letter, a Greek letter or a word."""
        here = self.here
        if here.startswith("word:"):
            return here[5:]
        if here.startswith("\\"):
            return here[1:] if here[1:] in GREEK else None
        return here if re.fullmatch("[A-Za-z]", here) else None

    @property
    def called(self) -> str | None:
        """The name of the function that is called here."""
        name = self.here.lstrip("\\")
        if name in self.functions:
            return name if self.found[self.at + 1] in ("(", "'") else None
        return name if self.here.startswith("\\") and name in NAMED else None

    def take(self, *wanted: str) -> bool:
        if self.here in wanted:
            self.at += 1
            return True
        return False

    def need(self, *wanted: str) -> None:
        for text in wanted:
            if not self.take(text):
                raise Unreadable(f"{text} is missing at {self.found[self.at :]}")

    # --- sums and products ----------------------------------------------------------------------

    def chain(self) -> tuple[list[Node], list[str]]:
        sides, marks = [self.sum()], []
        while self.here != "end":
            marks.append(self.here)
            if not self.take("=", r"\approx"):
                raise Unreadable(f"what is {self.here}?")
            sides.append(self.sum())
        if not marks:
            raise Unreadable("no equation")
        return sides, marks

    def sum(self) -> Node:
        terms = [self.signed()]
        while self.here in ("+", "-"):
            terms.append(self.signed())
        return terms[0] if len(terms) == 1 else ("add", terms)

    def signed(self) -> Node:
        if self.take("-"):
            return ("neg", self.product())
        self.take("+")
        return self.product()

    def product(self) -> Node:
        left = self.signed() if self.here == "-" else self.factor()
        while True:
            if self.take(r"\cdot"):
                left = ("mul", left, self.factor())
            elif self.take("/"):
                left = ("div", left, self.factor())
            elif self.here in BARS and self.found[self.at + 1] == "_":
                left = self.bar(left)
            elif self.starts():
                left = ("mul", left, self.factor())
            else:
                return left

    def starts(self) -> bool:
        if self.here in OPENS or self.here[0].isdigit():
            return True
        return self.name is not None or self.called is not None

    # --- factors --------------------------------------------------------------------------------

    def factor(self) -> Node:
        node = self.atom()
        while self.here in ("_", "^"):
            if self.take("_"):
                subs = self.subscripts()
                node = ("sym", node[1], subs) if node[0] == "sym" else ("idx", node, subs)
            else:
                self.need("^")
                node = self.raised(node)
        return node

    def raised(self, node: Node) -> Node:
        if self.take("T", r"\top"):
            return ("T", node)
        return ("pow", node, self.argument())

    def argument(self) -> Node:
        if self.take("{"):
            node = self.sum()
            self.need("}")
            return node
        if self.here.isdigit():  # one digit, where no braces stand
            first, rest = self.here[0], self.here[1:]
            self.found[self.at : self.at + 1] = [first, rest] if rest else [first]
        return self.atom()

    def subscripts(self) -> tuple[str, ...]:
        if not self.take("{"):
            self.at += 1
            return (self.found[self.at - 1],)
        found = []
        while not self.take("}"):
            if self.here == "end":
                raise Unreadable("a subscript without end")
            if not self.take(","):
                found.append(self.here)
                self.at += 1
        return tuple(found)

    def atom(self) -> Node:
        if self.here in FRACTIONS:
            return self.fraction()
        if self.here in MATRICES:
            return self.matrix()
        if self.called is not None:
            return self.call()
        name, here = self.name, self.here
        self.at += 1
        if name is not None:
            return ("sym", name, ())
        if here[0].isdigit():
            return ("num", float(here))
        inner = {
            "(": self.tuple, r"\partial": self.slope, r"\sum": self.big, r"\nabla": self.gradient,
            r"\underbrace": self.repeated, r"\sqrt": self.root, "|": self.size,
            "begin:cases": self.cases,
        }  # fmt: skip
        if here not in inner:
            raise Unreadable(f"what is {here}?")
        return inner[here]()

    def tuple(self) -> Node:
        entries = self.listed()
        return entries[0] if len(entries) == 1 else ("vec", entries)

    def listed(self) -> list[Node]:
        entries = [self.sum()]
        while self.take(","):
            entries.append(self.sum())
        self.need(")")
        return entries

    def call(self) -> Node:
        name, primes = self.here.lstrip("\\"), 0
        self.at += 1
        while self.take("'"):
            primes += 1
        return ("call", name, primes, self.listed() if self.take("(") else [self.factor()])

    def size(self) -> Node:
        body = self.sum()
        self.need("|")
        return ("call", "abs", 0, [body])

    def root(self) -> Node:
        degree = 2.0
        if self.take("["):
            degree = float(self.here)
            self.at += 1
            self.need("]")
        return ("pow", self.argument(), ("num", 1 / degree))

    # --- derivatives ----------------------------------------------------------------------------

    def fraction(self) -> Node:
        self.at += 1
        mark = self.found[self.at + 1]
        if self.here != "{" or not self.is_slope(mark):
            return ("div", self.argument(), self.argument())
        self.need("{", mark)
        order = self.order()
        body = None if self.here == "}" else self.factor()
        self.need("}", "{", mark)
        by = ("sym", self.named(), self.subscripts() if self.take("_") else ())
        if self.order() != order:
            raise Unreadable("orders differ")
        self.need("}")
        result = self.factor() if body is None else body
        for _ in range(order):
            result = ("d", result, by)
        return result

    def is_slope(self, mark: str) -> bool:
        r"""Whether both groups begin with \partial, or with a d that is no symbol."""
        below = self.found[self.at :].index("}") + self.at + 1
        while self.found[below : below + 1] == ["}"]:
            below += 1
        straight = mark == "d" and "d" not in self.symbols
        both = self.found[below : below + 2] == ["{", mark]
        return both and (mark == r"\partial" or straight)

    def order(self) -> int:
        return int(self.argument()[1]) if self.take("^") else 1

    def named(self) -> str:
        name = self.name
        if name is None:
            raise Unreadable("a slope along no symbol")
        self.at += 1
        return name

    def slope(self) -> Node:
        r"""`\partial a / \partial b` in a line."""
        body = self.factor()
        self.need("/", r"\partial")
        return ("d", body, self.factor())

    def gradient(self) -> Node:
        self.need("_")
        by = ("sym", self.named(), ())
        return ("grad", self.factor(), by)

    # --- the rest -------------------------------------------------------------------------------

    def big(self) -> Node:
        self.need("_")
        start = self.at
        names = self.subscripts()
        if "=" not in names:
            return ("sum", names, (), self.product())
        low = Reading(self.found[start + 3 : self.at - 1], self.functions, self.symbols).sum()
        self.need("^")
        return ("sum", names[:1], (low, self.argument()), self.product())

    def rows(self) -> list[list[str]]:
        """The rows of an environment, as tokens, from here on to behind its end."""
        cut: list[list[str]] = [[]]
        depth = 1
        while True:
            token = self.here
            self.at += 1
            depth += token.startswith("begin:") - token.startswith("end:")
            if not depth or token == "end":
                return [row for row in cut if row]
            if token == r"\\" and depth == 1:
                cut.append([])
            else:
                cut[-1].append(token)

    def inside(self, row: Sequence[str]) -> Reading:
        return Reading(row, self.functions, self.symbols)

    def matrix(self) -> Node:
        self.at += 1
        rows = []
        for row in self.rows():
            inner = self.inside(row)
            rows.append([inner.sum()])
            while inner.take("&"):
                rows[-1].append(inner.sum())
            inner.need("end")
        return ("mat", rows)

    def cases(self) -> Node:
        rows = []
        for row in self.rows():
            inner = self.inside(row)
            body = inner.sum()
            inner.need("&")
            left, mark = inner.sum(), inner.here
            if not inner.take(*COMPARISONS):
                raise Unreadable(f"what is {mark}?")
            rows.append((body, left, mark, inner.sum()))
            inner.need("end")
        return ("cases", rows)

    def repeated(self) -> Node:
        self.need("{")
        shown = []
        while not self.take("}"):
            if not self.take(r"\cdots", r"\cdot"):
                shown.append(self.factor())
        self.need("_", "{")
        count = self.atom()
        self.need("word:times", "}")
        if any(node != shown[0] for node in shown):
            raise Unreadable("not the same factor")
        return ("rep", shown[0], int(count[1]))

    def bar(self, body: Node) -> Node:
        self.at += 1
        self.need("_", "{")
        points = []
        while not self.take("}"):
            name = self.factor()
            self.need("=")
            points.append((name, self.sum()))
            self.take(",")
        return ("bar", body, points)
