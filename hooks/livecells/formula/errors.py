"""What can be wrong with a displayed formula, with the spot in its LaTeX."""

from __future__ import annotations

from livecells.errors import LiveError


class FormulaError(LiveError):
    """A displayed equation that cannot be understood, or that is not true.

    `tex` is the LaTeX as the author wrote it, `span` the characters of it that the message is
    about (None: the whole of it); `message` has no LaTeX quoted, `detail` is the quotation.
    """

    def __init__(self, message: str, tex: str = "", span: tuple[int, int] | None = None) -> None:
        super().__init__(message)
        self.tex, self.span = "", span
        if tex:
            self.place(tex, span)

    def place(self, tex: str, span: tuple[int, int] | None) -> None:
        """Say where it is; for an error that was raised without knowing."""
        self.tex, self.span = tex, span
        self.detail = quoted(tex, span)


def in_words(error: BaseException) -> str:
    """What to tell an author of an error from inside: what to change, and no name of a class."""
    if isinstance(error, MemoryError) or "allocate memory" in str(error):
        return "this has too many entries to check: give smaller arrays in `at`, or shorter sums"
    if isinstance(error, RecursionError):
        return "this is nested too deeply: name a part of it, and write it in two statements"
    if isinstance(error, ZeroDivisionError):
        return "division by zero"
    if isinstance(error, OverflowError):
        return "a number here is too large to be computed with"
    return (
        "this cannot be computed: write it in smaller steps, or with indices, and see which one is "
        "refused"
    )


def quoted(tex: str, span: tuple[int, int] | None) -> str:
    """The line of `tex` that holds the span, carets under it; the whole text without a span."""
    if span is None:
        return "\n".join(f"  {line}" for line in tex.strip().splitlines())
    begin, end = span
    line_begin = tex.rfind("\n", 0, begin) + 1
    line = tex[line_begin:].split("\n", 1)[0]
    carets = max(1, min(end, line_begin + len(line)) - begin)
    return f"  {line}\n  {' ' * (begin - line_begin)}{'^' * carets}"
