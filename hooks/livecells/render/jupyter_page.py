"""A notebook as Jupyter shows it, drawn by mkdocs-jupyter, for a page of the site.

Its scripts and style sheets, 600 kB, stay away: `docs/assets/css/jupyter.css` does what a page
needs of them. Formulas become arithmatex, for the site's own typesetting.
"""

from __future__ import annotations

import base64
import logging
import os
import re
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from livecells.installed import installed
from livecells.notebook.executed import dump
from livecells.notebook.schema import Notebook
from livecells.render.sanitize import clean
from livecells.source import source_digest
from livecells.store.digest import digest

# What decides, besides the notebook and this module, how it looks.
RENDERERS = ("mkdocs_jupyter", "nbconvert", "mistune", "pygments")
LEFT_OUT = "script, style, .zeroclipboard-container, .clipboard-copy-txt, .jp-Collapser"
SVG_ADDRESS = "data:image/svg+xml;base64,"  # nbconvert puts a drawing into an address
DELIMITED = re.compile(r"\$\$(?P<display>[^$]+)\$\$|\$(?P<inline>[^$\n]+)\$")


def jupyter_html(notebook: Notebook, kept: MutableMapping[str, str]) -> str:
    """The cells of a notebook as Jupyter shows them.

    Args:
        notebook: The notebook, executed; nothing of it runs here.
        kept: Where results are kept: mkdocs-jupyter takes seconds to load.

    Returns:
        HTML without scripts and styles, whose headings begin at level 2.
    """
    versions = {name: installed().get(name) for name in RENDERERS}
    key = digest([dump(notebook), versions, source_digest(__name__)])
    if key not in kept:
        kept[key] = _of_the_site(_drawn(notebook))
    return kept[key]


def _drawn(notebook: Notebook) -> str:
    """What mkdocs-jupyter makes of a notebook, by its own converter."""
    with tempfile.TemporaryDirectory(prefix="livecells-jupyter-") as folder:
        # A reader's or author's own Jupyter settings must not change a page.
        before = os.environ.get("JUPYTER_CONFIG_DIR")
        os.environ["JUPYTER_CONFIG_DIR"] = folder
        try:
            from mkdocs_jupyter.convert import nb2html

            logging.getLogger("mkdocs.mkdocs-jupyter").setLevel(logging.WARNING)
            path = Path(folder) / "notebook.ipynb"
            path.write_text(dump(notebook), encoding="utf-8")
            return str(nb2html(str(path), execute=False, allow_errors=False, custom_mathjax_url=""))
        finally:
            if before is None:
                del os.environ["JUPYTER_CONFIG_DIR"]
            else:
                os.environ["JUPYTER_CONFIG_DIR"] = before


def _of_the_site(drawn: str) -> str:
    """The notebook alone, in the markup that the site's own sheets know."""
    tree = LexborHTMLParser(drawn)
    body = tree.css_first(".jp-Notebook")
    assert body is not None
    for node in body.css(LEFT_OUT):
        node.decompose()
    for output in body.css(".jp-OutputArea-output.jp-RenderedHTMLCommon"):
        output.inner_html = clean(output.inner_html or "")
    for pre in body.css(".highlight-ipynb > pre, .jp-MarkdownOutput .highlight > pre"):
        _as_code(pre)
    for pre in body.css(".jp-RenderedText > pre"):  # where it scrolls, a key must reach it
        pre.attrs["class"], pre.attrs["tabindex"] = "lc-text", "0"
    for picture in body.css(f'img[src^="{SVG_ADDRESS}"]'):
        _describe(picture)
    for level in range(5, 0, -1):
        for heading in body.css(f"h{level}"):
            _renamed(tree, heading, f"h{level + 1}")
    for anchor in body.css("a.anchor-link"):
        anchor.attrs["class"], anchor.attrs["title"] = "headerlink", "Permanent link"
    for text in [node for node in body.traverse(include_text=True) if node.is_text_node]:
        _mark_formulas(tree, text)
    return f'<div class="lc-jupyter" data-search-exclude>{body.html}</div>'


def _describe(picture: LexborNode) -> None:
    """Give a picture in an address the size and the words that its SVG has."""
    address = picture.attributes["src"] or ""
    drawn = LexborHTMLParser(base64.b64decode(address.removeprefix(SVG_ADDRESS)).decode())
    svg = drawn.css_first("svg")
    assert svg is not None
    for name in ("width", "height"):
        picture.attrs[name] = (svg.attributes[name] or "").removesuffix("pt")
    words = [node.text() for node in svg.css("title, desc")]
    picture.attrs["alt"] = ". ".join(words) or "A figure"


def _as_code(pre: LexborNode) -> None:
    """Code as the site has it: Pygments' spans in `pre > code`."""
    assert pre.parent is not None
    pre.parent.attrs["class"] = "highlight"
    pre.inner_html = f"<code>{pre.inner_html}</code>"


def _renamed(tree: LexborHTMLParser, node: LexborNode, tag: str) -> None:
    made = tree.create_node(tag)
    made.inner_html = node.inner_html or ""
    for name, value in node.attributes.items():
        made.attrs[name] = value or ""
    node.replace_with(made)


def _mark_formulas(tree: LexborHTMLParser, text: LexborNode) -> None:
    """TeX between dollars as arithmatex writes it; dollars in code are no formulas."""
    words = text.text_content or ""
    if "$" not in words or _in_code(text):
        return
    end = 0
    for found in DELIMITED.finditer(words):
        text.insert_before(words[end : found.start()])
        tex = (found["display"] or found["inline"]).strip()
        span = tree.create_node("span")
        span.attrs["class"] = "arithmatex"
        span.insert_child(f"\\[{tex}\\]" if found["display"] else f"\\({tex}\\)")
        text.insert_before(span)
        end = found.end()
    text.replace_with(words[end:])


def _in_code(node: LexborNode | None) -> bool:
    return node is not None and (node.tag in ("code", "pre") or _in_code(node.parent))
