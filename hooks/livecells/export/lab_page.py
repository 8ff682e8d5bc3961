"""A lab's notebook as a part of a page."""

from __future__ import annotations

import html
import logging
import os
import re
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

from livecells.builder.build import Build
from livecells.builder.labs import Lab
from livecells.builder.places import Places
from livecells.errors import LiveError
from livecells.export.lab_notebook import lab_notebook
from livecells.installed import installed
from livecells.notebook.executed import dump
from livecells.notebook.schema import Notebook
from livecells.render.cells import failure_html
from livecells.source import source_digest
from livecells.store.digest import digest

# What decides, besides the notebook and this module, how a lab looks.
RENDERERS = ("mkdocs_jupyter", "nbconvert", "mistune", "pygments")
DROPPED = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1\s*>"
    r'|<div class="zeroclipboard-container">.*?</clipboard-copy>\s*</div>'
    r'|<div class="clipboard-copy-txt"[^>]*>[^<]*</div>'
    r'|<div class="jp-Collapser[^"]*">\s*</div>| tabindex="0"',
    re.DOTALL,
)
CODE = re.compile(
    r'<div class="[^"]*\bhighlight\b[^"]*"><pre><span></span>(.*?)\n?</pre>', re.DOTALL
)
ANCHOR = re.compile(r'<a class="anchor-link" (href="[^"]*")>')
# Code and tags come first: dollars in them are no formulas.
FORMULA = re.compile(
    r"<(?P<raw>code|pre)\b.*?</(?P=raw)>|<[^>]+>"
    r"|\$\$(?P<display>[^$]+)\$\$|\$(?P<inline>[^$\n]+)\$",
    re.DOTALL,
)


def page_html(build: Build, lab: Lab, places: Places, kept: MutableMapping[str, str]) -> str:
    """The lab as a part of a page, with its formulas marked for the site's own typesetting."""
    try:
        made = lab_notebook(build, lab, places)
    except (LiveError, ValueError) as error:
        if not build.errors:  # else the build has said so, and somebody watches it
            raise
        return failure_html(f"{lab.snippet}.py", str(error), "")
    versions = {name: installed().get(name) for name in RENDERERS}
    key = digest([dump(made), versions, source_digest(__name__)])
    if key not in kept:
        kept[key] = _clean(_drawn(made))
    return str(kept[key])


def _drawn(made: Notebook) -> str:
    """What mkdocs-jupyter makes of a notebook, by its own converter."""
    with tempfile.TemporaryDirectory(prefix="livecells-lab-") as folder:
        # A reader's or author's own Jupyter settings must not change a page.
        before = os.environ.get("JUPYTER_CONFIG_DIR")
        os.environ["JUPYTER_CONFIG_DIR"] = folder
        try:
            from mkdocs_jupyter.convert import nb2html

            logging.getLogger("mkdocs.mkdocs-jupyter").setLevel(logging.WARNING)

            path = Path(folder) / "lab.ipynb"
            path.write_text(dump(made), encoding="utf-8")
            return str(
                nb2html(
                    str(path),
                    execute=False,
                    allow_errors=False,
                    highlight_extra_classes="highlight",
                    custom_mathjax_url="",
                )
            )
        finally:
            if before is None:
                del os.environ["JUPYTER_CONFIG_DIR"]
            else:
                os.environ["JUPYTER_CONFIG_DIR"] = before


def _clean(drawn: str) -> str:
    """Without scripts, style sheets and what only they use; code as the rest of the site has it."""
    body = DROPPED.sub("", drawn)
    body = CODE.sub(r'<div class="highlight"><pre><span></span><code>\1\n</code></pre>', body)
    body = ANCHOR.sub(r'<a class="headerlink" \1 title="Permanent link">', body)
    return FORMULA.sub(_formula, body).strip()


def _formula(match: re.Match[str]) -> str:
    display, inline = match["display"], match["inline"]
    if display is None and inline is None:
        return match[0]
    tex = html.escape(html.unescape(display or inline).strip(), quote=False)
    inner = f"\\[{tex}\\]" if display else f"\\({tex}\\)"
    return f'<span class="arithmatex">{inner}</span>'
