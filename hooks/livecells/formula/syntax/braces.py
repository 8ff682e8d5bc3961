r"""The parser's part for braces above and below: \underbrace{2 \cdots 2}_{9 \text{ times}}."""

from __future__ import annotations

from livecells.formula.syntax.statements import DOTS
from livecells.formula.syntax.token_stream import TokenStream
from livecells.formula.syntax.tree import Node, Product

# Signs of multiplication, and which product each stands for.
EXPLICIT = {"\\cdot": "cdot", "*": "cdot", "\\times": "times", "\\odot": "odot", "\\circ": "odot"}


class BraceParser(TokenStream):
    """Braces with a label."""

    def braced_label(self) -> Node:
        r"""An underbrace: its content counts; its label only in `n \text{ times}` below dots."""
        start = self.pos
        self.take()
        inside = self.tokens[self.pos : self._closing(self.pos)]
        if self.at("{") and any(token.text in DOTS for token in inside):
            return self._repeated(start)
        content = self.argument()
        if self.accept("_") or self.accept("^"):
            depth = 0
            while True:
                token = self.take()
                depth += (token.text == "{") - (token.text == "}")
                if depth == 0 or token.kind == "end":
                    break
        return content

    def _closing(self, opened: int) -> int:
        """The number of the token that closes the brace of token `opened`."""
        depth = 0
        for place in range(opened, len(self.tokens)):
            depth += (self.tokens[place].text == "{") - (self.tokens[place].text == "}")
            if depth == 0:
                return place
        return opened

    def _repeated(self, start: int) -> Node:
        r"""\underbrace{2 \cdot 2 \cdots 2}_{9 \text{ times}}: one factor, so many times."""
        self.expect("{")
        shown: list[Node] = []
        while not self.accept("}"):
            if self.token.text in DOTS or self.token.text in EXPLICIT:
                self.take()
            else:
                shown.append(self.factor())
        if len(shown) < 2 or any(factor != shown[0] for factor in shown):
            raise self.fault("dots need the same factor on both sides", self.since(start))
        self.expect("_")
        self.expect("{")
        if self.token.kind != "num":
            raise self.fault("how many factors? Write 9 \\text{ times} below the brace")
        count = self.number().value
        self.expect("}")
        if not len(shown) <= count <= 100:
            raise self.fault(f"{len(shown)} factors are shown of {count}", self.since(start))
        result = shown[0]
        for _ in range(int(count) - 1):
            result = Product(result, shown[0], "", span=self.since(start))
        return result
