"""Work for the wait while another process imports torch.

Nothing here changes what a page shows: formulas are typeset, code is highlighted and the theme's
templates are compiled a little earlier than they are asked for.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from jinja2 import Environment, TemplateError, meta

from livecells.blocks.scan import formulas
from livecells.installed import distributions
from livecells.render import cells
from livecells.render.renderer import Reader
from livecells.typeset.mathjax import MathError

ENTRIES = ("main.html", "404.html")  # every page begins with one of these


def warm_up(reader: Reader, env: Environment) -> None:
    """Do what can be done until the first run has ended; `env` keeps what it compiles."""
    snippets = reader.build.snippets.values()
    for _ in _steps(reader, env):
        if any(state.future is not None and state.future.done() for state in snippets):
            return


def _steps(reader: Reader, env: Environment) -> Iterator[None]:
    yield from _typeset(reader)
    for state in reader.build.snippets.values():
        for cell in state.snippet.code if state.snippet is not None else ():
            cells.code_html(cell.source, None, ())
            yield
    distributions([""])  # reads what is installed, once
    yield
    yield from _compile(env)


def _typeset(reader: Reader) -> Iterator[None]:
    """Typeset the formulas of all pages that wait for no live value."""
    for page in reader.build.pages.values():
        for tex, display in formulas(page.text):
            with contextlib.suppress(MathError):  # said with its line when the page is rendered
                reader.typesetter().typeset(tex, display=display)
            yield


def _compile(env: Environment) -> Iterator[None]:
    """Compile the entries and, from there on, each template that is named in another."""
    names, seen = list(ENTRIES), set(ENTRIES)
    while names:
        name = names.pop()
        with contextlib.suppress(TemplateError):  # it may be meant to be missing
            env.get_template(name)
            assert env.loader is not None
            source, _, _ = env.loader.get_source(env, name)
            found = meta.find_referenced_templates(env.parse(source))
            new = {other for other in found if other is not None} - seen
            names += sorted(new)
            seen |= new
        yield
