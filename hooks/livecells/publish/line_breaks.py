"""Where long code in a table may go on in the next line: where its parts meet, and nowhere else."""

from __future__ import annotations

import html
import re

from livecells.html_tree import Tree, select

WORD = re.compile(r"\S{12,}")  # shorter ones stay whole
# Behind a slash, a bracket, a comma or an underscore; before a point that leads to a name, before
# a capital in the middle of a name, and before `::`.
PLACE = re.compile(r"(?<=[/(\[,_])(?=\w)|(?<=\w)(?=\.[A-Za-z])|(?<=[a-z])(?=[A-Z])|(?<=\w)(?=::)")
MARK = "\0"  # stands in no page


def add_breaks(page: Tree) -> None:
    """Put `<wbr>` into the plain code of a page's table cells."""
    for code in select(page, "td code, th code"):
        text, child = code.text(), code.first_child
        if child is None or not child.is_text_node or child.next is not None or code.attributes:
            continue
        parted = WORD.sub(lambda word: PLACE.sub(MARK, word[0]), text)
        if MARK in parted:
            code.inner_html = html.escape(parted, quote=False).replace(MARK, "<wbr>")
