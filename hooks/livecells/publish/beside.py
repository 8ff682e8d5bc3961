"""Files that stand beside a page, for what it shows only when somebody asks: pages of their own."""

from __future__ import annotations

from html import escape
from pathlib import Path, PurePosixPath

from selectolax.lexbor import LexborNode

from livecells.html_tree import Tree, select

# Of the page's own head, what such a file needs to look like it.
TAKEN = 'meta[charset], meta[name="viewport"], link[rel="stylesheet"]'


def write_beside(site: Path, page: str, name: str, body: str) -> None:
    """Write a file beside a built page, in the looks of that page.

    A reader without scripts is led to it by a link; a script takes its parts into the page.

    Args:
        site: The folder of the built site.
        page: The page, below the root.
        name: The name of the file.
        body: HTML.
    """
    tree = Tree((site / page).read_text(encoding="utf-8"))
    title = _text(tree, "title")
    back = f'<p><a href="{escape(PurePosixPath(page).name)}">Back to the page</a></p>'
    head = "".join(found.html or "" for found in select(tree, TAKEN))
    text = (
        f"<!doctype html><html{_attributes(tree.css_first('html'))}><head>{head}"
        f'<title>{escape(title)}: all nodes</title><meta name="robots" content="noindex"></head>'
        f"<body{_attributes(tree.body)}>"
        '<main class="md-content"><article class="md-content__inner md-typeset">'
        f"<h1>{escape(title)}: all nodes</h1>{back}{body}</article></main></body></html>\n"
    )
    (site / page).with_name(name).write_text(text, encoding="utf-8")


def _text(tree: Tree, selector: str) -> str:
    found = tree.css_first(selector)
    return found.text().strip() if found is not None else ""


def _attributes(element: LexborNode | None) -> str:
    given = element.attributes.items() if element is not None else ()
    kept = ((name, value) for name, value in given if name != "class" or value != "no-js")
    return "".join(f' {name}="{escape(value or "")}"' for name, value in kept)
