"""The style sheets and scripts that live pages need, in whatever theme."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import rjsmin
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from mkdocs_site.run_assets import add_run_assets

ASSETS = Path(__file__).parent / "assets"
SHEETS = (
    *("colours", "live", "output", "maths", "equation", "graph", "figure"),
    *("learn", "vary", "entries"),
)
SCRIPTS = ("nearby", "walk", "predict", "checks", "copy", "entries", "search_notice")
NEARBY = {".lc-vary": "vary", ".lc-fill": "fill"}  # loaded when such an element comes near
RUNS = ("run_start",)  # where code can be run in the page; it comes after the other buttons
JUDGE = ("spellings", "hints", "guesses")  # loaded when a reader turns to a question

# Where the text of a page stands, in the themes that MkDocs brings and in most others.
TEXT = ':is([role="main"], main)'
# Our sheets are written for Material. In another theme its names stand for these.
ELSEWHERE = (
    (".md-content .md-typeset", TEXT),
    (".md-typeset", TEXT),
    ('[data-md-color-scheme="slate"]', '[data-bs-theme="dark"]'),
    ('[data-md-color-scheme="default"]', ":root"),
    ("[data-md-color-scheme]", ":root"),
)
REM = re.compile(r"(?<![\w.])(\d*\.?\d+)rem\b")
BIGGER = 1.25  # a rem of Material is 20 px, of others 16 px


def add_assets(files: Files, config: MkDocsConfig, *, bundle: bool, runs: bool = False) -> None:
    """Add our style sheets and scripts to a site.

    They come as one file each, and first, so that a site's own may say otherwise. The names change
    with what they hold, so that a browser may keep them for as long as it likes.

    Args:
        files: The files of the site.
        config: MkDocs' own configuration; its `extra_css` and `extra_javascript` are changed.
        bundle: The style sheets and scripts of the site's docs go into the same two files. What
            themes and plugins bring stays as it is.
        runs: Code can be run in the page.
    """
    sheets, scripts = [sheet_text(config)], [_script_text(files, config, runs=runs)]
    own_sheets: list[str] = []
    own_scripts: list[ExtraScriptValue] = []
    if bundle:
        own_sheets = [path for path in config.extra_css if _of_docs(files, config, path)]
        own_scripts = [
            script
            for script in config.extra_javascript
            if isinstance(script, ExtraScriptValue) and _of_docs(files, config, script.path)
        ]
        sheets += _taken(files, own_sheets)
        scripts += map(_small, _taken(files, [script.path for script in own_scripts]))
    name = "site" if bundle else "livecells"
    sheet = _file(files, config, name, "css", sheets)
    script = ExtraScriptValue(_file(files, config, name, "js", scripts))
    script.defer = True
    # Of a build before, such as that of another language, ours are there already.
    others = [path for path in config.extra_css if path not in (*own_sheets, sheet)]
    taken = [*own_scripts, script]
    rest = [one for one in config.extra_javascript if str(one) not in map(str, taken)]
    config.extra_css = [*others, sheet] if bundle else [sheet, *others]
    config.extra_javascript = [*rest, script]


def _script_text(files: Files, config: MkDocsConfig, *, runs: bool) -> str:
    """The script of every page, which knows the names of those that come later."""

    def later(name: str, parts: Sequence[str]) -> str:
        return PurePosixPath(_file(files, config, name, "js", [_joined(parts, "js")])).name

    nearby = {selector: later(name, [name]) for selector, name in NEARBY.items()}
    text = _joined((*SCRIPTS, *(RUNS if runs else ())), "js")
    text = text.replace("__RUN__", add_run_assets(files, config)) if runs else text
    text = text.replace("__JUDGE__", later("judge", JUDGE))
    return text.replace("__NEARBY__", json.dumps(nearby))


def sheet_text(config: MkDocsConfig) -> str:
    """Our style sheets, in the words of the site's theme."""
    text = _joined(SHEETS, "css")
    if config.theme.name == "material":
        return text
    text = f"{text}\n{_joined(['plain'], 'css')}"
    for ours, theirs in ELSEWHERE:
        text = text.replace(ours, theirs)
    text = REM.sub(lambda size: f"{float(size[1]) * BIGGER:g}rem", text)
    return f"{text}\n{_code_colours()}"


def _code_colours() -> str:
    """The colours of code; Material has its own."""
    from pygments.formatters.html import HtmlFormatter

    formatter: Any = HtmlFormatter(style="default")
    return str(formatter.get_style_defs(f"{TEXT} .highlight"))


def _joined(names: Iterable[str], kind: str) -> str:
    texts = [(ASSETS / f"{name}.{kind}").read_text(encoding="utf-8") for name in names]
    return "\n".join(map(_small, texts) if kind == "js" else texts)


def _small(script: str) -> str:
    """A script without comments and without spaces that say nothing."""
    return str(rjsmin.jsmin(script))


def _of_docs(files: Files, config: MkDocsConfig, path: str) -> File | None:
    """The file of the site's docs at that path, or None."""
    file = files.get_file_from_path(path) if path else None
    return file if file is not None and file.src_dir == config.docs_dir else None


def _taken(files: Files, paths: Sequence[str]) -> list[str]:
    """The texts of files of the docs, which are then no files of the site."""
    texts = []
    for path in paths:
        file = files.get_file_from_path(path)
        assert file is not None
        texts.append(file.content_string)
        files.remove(file)
    return texts


def _file(files: Files, config: MkDocsConfig, name: str, kind: str, texts: Iterable[str]) -> str:
    """Add a file that holds all of these texts; returns its path."""
    text = "\n".join(texts)
    path = f"assets/{name}.{hashlib.sha256(text.encode()).hexdigest()[:8]}.{kind}"
    files.append(File.generated(config, path, content=text))
    return path
