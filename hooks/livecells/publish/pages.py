"""The pages of a built site as parsed trees: all that is done to a page once it is written.

Each page is parsed once, by the rules of HTML 5, and each step is a function on its tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from selectolax.lexbor import LexborNode

from livecells.html_tree import Tree, select
from livecells.publish.csp import add_policy
from livecells.publish.line_breaks import add_breaks

Pages = Mapping[str, Tree]

ALIGNED = {f"text-align: {side};": f"lc-{side}" for side in ("left", "center", "right")}
# Where white space counts, and the text of a page, which no template indents.
AS_WRITTEN = frozenset(("pre", "textarea", "script", "style", "svg", "math", "title", "article"))


def name_search(page: Tree) -> None:
    """Give Material's dialog for the search a name."""
    for dialog in select(page, '[data-md-component="search"][role="dialog"]'):
        dialog.attrs["aria-label"] = "Search"


def align_by_class(page: Tree) -> None:
    """Put classes in the place of what Python-Markdown writes into an aligned column.

    That is an inline style, which no page may have.
    """
    for cell in select(page, "th[style], td[style]"):
        known = ALIGNED.get(cell.attributes["style"] or "")
        if known is not None:
            del cell.attrs["style"]
            cell.attrs["class"] = known


def keep_first_lines(page: Tree) -> None:
    """Write the line end that a parser leaves out at the beginning of preformatted text."""
    for pre in select(page, "pre"):
        first = pre.first_child
        if first is not None and first.is_text_node and (first.text_content or "").startswith("\n"):
            first.insert_before("\n")


def drop_indentation(page: Tree) -> None:
    """Leave out how the theme's templates are indented: one line end says as much to a browser."""
    if page.root is not None:
        _drop_indentation(page.root)


def _drop_indentation(node: LexborNode) -> None:
    child = node.first_child
    while child is not None:
        following, text = child.next, child.text_content if child.is_text_node else None
        if text is None:
            if child.tag not in AS_WRITTEN:
                _drop_indentation(child)
        elif len(text) > 1 and "\n" in text and text.isspace():
            child.replace_with("\n")
        child = following


STEPS: tuple[Callable[[Tree], None], ...] = (
    name_search,
    align_by_class,
    add_breaks,
    drop_indentation,
    keep_first_lines,
)


def finish(page: Tree, *, policy: bool) -> None:
    """Do to a page all that does not depend on other pages.

    Args:
        page: The page.
        policy: Whether it gets a policy; that comes last, for it has to know what stands there. It
            would stop the script by which `mkdocs serve` keeps an open page fresh.

    Raises:
        ValueError: The page names no character set, so it has no place for its policy.
    """
    for step in STEPS:
        step(page)
    if policy:
        add_policy(page)


def read(site: Path) -> dict[str, Tree]:
    """The pages of a built site, by their paths below its root, in order."""
    return {
        path.relative_to(site).as_posix(): Tree(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def html_of(page: Tree) -> str:
    """The HTML of a page as it stands."""
    assert page.html is not None
    return page.html


def write(site: Path, pages: Pages) -> None:
    """Write pages in the place of those that were read."""
    for path, page in pages.items():
        (site / path).write_text(html_of(page), encoding="utf-8")
