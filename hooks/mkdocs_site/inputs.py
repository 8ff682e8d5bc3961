"""What a build of a site is made of: its configuration, its files, and the programs that make it.

Plugins, hooks and Markdown extensions may read anything. What is told here is all only where those
that are in use are known to read nothing else.
"""

from __future__ import annotations

import datetime
import inspect
import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

import livecells
from livecells.installed import installed
from livecells.options import SiteOptions
from livecells.render.extension import LiveExtension
from livecells.store.digest import digest
from livecells.store.key import known_before
from livecells.store.last_build import Inputs, contents, marks
from mkdocs_site.config import inherited

HERE = Path(__file__).parent
ENGINE = Path(livecells.__file__).parent
PLUGINS = ("search", "material/search")
MARKDOWN = """
abbr admonition attr_list codehilite def_list extra fenced_code footnotes md_in_html meta nl2br
sane_lists smarty tables toc wikilinks
"""
PYMDOWNX = """
arithmatex betterem blocks.admonition blocks.caption blocks.definition blocks.details
blocks.html blocks.tab caret critic details escapeall extra highlight inlinehilite keys mark
progressbar saneheaders smartsymbols superfences tabbed tasklist tilde
"""
EXTENSIONS = {*MARKDOWN.split(), *(f"pymdownx.{name}" for name in PYMDOWNX.split())}
# Functions that a configuration may name, by the packages that have them.
PACKAGES = ("markdown", "material", "pymdownx", "mkdocs_site")
# Variables that MkDocs, what deploys, and the engine look at.
VARIABLES = ("SOURCE_DATE_EPOCH", "MIKE_DOCS_VERSION")
INSTALLED = ("site-packages", "dist-packages")


class Unknown(Exception):  # noqa: N818 - it is no error
    """Something of the site may read what nobody knows of; its text names it."""


def inputs(config: MkDocsConfig, options: SiteOptions) -> Inputs:
    """All that a build which begins now is made of.

    Args:
        config: MkDocs' own configuration, as plugins have left it.
        options: The options of the site.

    Raises:
        Unknown: Nobody knows all of it.
    """
    return Inputs(facts(config, options), _files(config, options))


def facts(config: MkDocsConfig, options: SiteOptions) -> dict[str, str]:
    """What a build knows before it begins, beside files; raises Unknown, see `inputs`."""
    given = known_before("", ())
    told = ("python", "platform", "cpu", "settings")
    day = datetime.datetime.now(tz=datetime.UTC).date()
    return {
        **{f"the {name}": digest(given[name]) for name in told},
        "the configuration": digest(_without_place(config, _configured(config, options))),
        "what is installed": digest(installed()),
        "the environment": digest({name: os.environ.get(name) for name in VARIABLES}),
        "the folder": digest([config.config_file_path, config.site_dir]),
        "the day": day.isoformat(),  # pages have it, and the store forgets what is not used
    }


def _configured(config: MkDocsConfig, options: SiteOptions) -> list[object]:
    """The options of the site as they are given, and as they are understood.

    MkDocs takes the options of extensions and plugins out of what is given; the text of the files
    has them, and `!ENV` in them is seen in what they have become.
    """
    _refuse_strangers(config)
    with warnings.catch_warnings():  # MkDocs itself asks nobody for them
        warnings.simplefilter("ignore", DeprecationWarning)
        given = [_plain(_without_folder(one)) for one in config.user_configs]
    own = Path(config.config_file_path)
    texts = list(contents([own, *inherited(own)]).values())
    plugins = {name: getattr(one, "config", None) for name, one in config.plugins.items()}
    understood = [_plain(config.mdx_configs), _plain(plugins), repr(options)]
    return [*given, *texts, *understood, config.site_url]


def _without_place(config: MkDocsConfig, configured: list[object]) -> str:
    """The same wherever the project lies: where it does is told as `the folder`."""
    home = str(Path(config.config_file_path).parent)
    return repr(configured).replace(f"{home}{os.sep}", f".{os.sep}").replace(f"{home}'", ".'")


def _without_folder(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "site_dir"}


def _refuse_strangers(config: MkDocsConfig) -> None:
    """Raise Unknown where something is in use that may read anything."""
    for name, plugin in config.plugins.items():
        ours = str(type(plugin).__module__).startswith("mkdocs_site.") or _is_own(plugin)
        if name not in PLUGINS and not ours:
            raise Unknown(f"plugin or hook {name!r}")
    for one in config.markdown_extensions:
        name = str(one).removeprefix("markdown.extensions.")
        if not isinstance(one, LiveExtension) and name not in EXTENSIONS:
            raise Unknown(f"Markdown extension {name!r}")


def _is_own(module: object) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).resolve() == HERE.parent.resolve() / "live_site.py"


def _plain(value: object) -> object:
    """An option as plain data; raises Unknown where that would not be all."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return [[str(key), _plain(one)] for key, one in value.items()]
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if inspect.isroutine(value) or inspect.isclass(value):
        return _named(value)
    raise Unknown(f"option of type {type(value).__qualname__}")


def _named(value: Any) -> str:
    package = str(value.__module__).partition(".")[0]
    if package not in PACKAGES:
        raise Unknown(f"function {value.__module__}.{value.__qualname__}")
    return f"{value.__module__}.{value.__qualname__}"


def _files(config: MkDocsConfig, options: SiteOptions) -> dict[str, str]:
    own = Path(config.config_file_path)
    known = [Path(config.docs_dir), own, *inherited(own), *map(Path, config.watch)]
    themes = [Path(path) for path in config.theme.dirs]
    written = [path for path in themes if not set(path.parts) & set(INSTALLED)]
    code = sorted((own.parent / options.snippets).rglob("*.py"))
    return contents([*known, *code]) | marks([ENGINE, HERE, *written])
