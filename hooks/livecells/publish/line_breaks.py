"""Where long code in a table may go on in the next line: where its parts meet, and nowhere else."""

from __future__ import annotations

import re

CELL = re.compile(r"<t[dh]\b[^>]*>.*?</t[dh]>", re.DOTALL)
CODE = re.compile(r"(?<=<code>)[^<]+(?=</code>)")
WORD = re.compile(r"[^\s<>]{12,}")  # shorter ones stay whole
# Behind a slash, a bracket, a comma or an underscore; before a point that leads to a name, before
# a capital in the middle of a name, and before `::`.
PLACE = re.compile(r"(?<=[/(\[,_])(?=\w)|(?<=\w)(?=\.[A-Za-z])|(?<=[a-z])(?=[A-Z])|(?<=\w)(?=::)")


def breakable(page: str) -> str:
    """The HTML of a page with `<wbr>` in the code of its table cells."""
    return CELL.sub(lambda cell: CODE.sub(_parted, cell[0]), page)


def _parted(code: re.Match[str]) -> str:
    return WORD.sub(lambda word: PLACE.sub("<wbr>", word[0]), code[0])
