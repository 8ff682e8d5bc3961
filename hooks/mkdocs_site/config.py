"""The options of a site as they stand in `mkdocs.yml`: their types, and what is said to a typo.

They stand with the plugin `livecells`, or in the section `livecells` of `extra` where the plugin is
used as a hook.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml
from mkdocs.config.base import Config, ConfigErrors, ConfigWarnings, ValidationError, get_schema
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from livecells.errors import unknown
from livecells.options import STDERR, SiteOptions
from mkdocs_site.option_types import (
    Address,
    Each,
    FileOrNone,
    Flag,
    Folder,
    FolderOrAll,
    OneOf,
    Seconds,
    Size,
    Text,
)

SECTION = ("extra", "livecells")
PLUGIN = ("plugins", "livecells")
SITE = SiteOptions()
NAME = re.compile(r"[\w-][\w.-]*")
BRANCH = re.compile(r"|[\w.-]+(/[\w.-]+)*(:[\w./-]+)?")
KEPT = "Nothing was published; the last good site stays."

PHRASES = re.compile(r"(?=.*\w)[^,]*[^,\s][^,]*(,[^,]*[^,\s][^,]*)+")  # an operator is one too


class LiveConfig(Config):  # type: ignore[no-untyped-call]  # `Config` has untyped parts
    """The options of a site; `livecells.options.SiteOptions` says what each is for."""

    snippets = Folder(SITE.snippets)
    labs = Folder(SITE.labs)
    errors = Folder(SITE.errors)
    lessons = Each(FolderOrAll(), SITE.lessons)
    about = Each(FolderOrAll(), SITE.about)
    folded = Each(FolderOrAll(), SITE.folded)
    glossary = FileOrNone(SITE.glossary)
    downloads = Folder(SITE.downloads)
    archive = Text(SITE.archive, NAME, "a name of letters, digits, dots and hyphens")
    language = Text(SITE.language)
    license = Address(SITE.license)
    subject = Text(SITE.subject)
    page_called = Text(SITE.page_called)
    lab_description = Text(SITE.lab_description)
    jupyter_css = FileOrNone(SITE.jupyter_css)
    open_in = Each(OneOf("service", ("colab", "binder")), SITE.open_in)
    published_to = Text(SITE.published_to, BRANCH, "as `branch` or `branch:folder`")
    binder = Each(Text(""), SITE.binder)
    stderr = OneOf("value of stderr", STDERR, SITE.stderr)
    offline = Flag(SITE.offline)
    prune_css = Flag(SITE.prune_css)
    bundle = Flag(SITE.bundle)
    csp = Flag(SITE.csp)
    cards = Flag(SITE.cards)
    check_displays = Flag(SITE.check_displays)
    seal = Flag(SITE.seal)
    run_in_page = Flag(SITE.run_in_page)
    synonyms = Each(Text("", PHRASES, "phrases with commas between them"), SITE.synonyms)
    timeout = Seconds(SITE.timeout)
    memory = Size(SITE.memory)
    printed = Size(SITE.printed)
    file_size = Size(SITE.file_size)

    def validate(self) -> tuple[ConfigErrors, ConfigWarnings]:
        """Check every option; one that does not exist is a fault as well, not a warning.

        Returns:
            All that is wrong, as (option, error), and no warnings.
        """
        schema, failed = dict(get_schema(type(self))), list[tuple[str, Exception]]()
        for name, value in list(self.items()):
            try:
                if name not in schema:
                    raise ValidationError(unknown("option", str(name), list(schema)))
                self[name] = schema[name].validate(value)
            except ValidationError as error:
                failed.append((name, error))
        return failed, []


def missing(options: LiveConfig, given: Sequence[str], docs: Path, root: Path) -> ConfigErrors:
    """What the options name and is not there.

    Args:
        options: The checked options.
        given: The options that the site sets; the folders of the others need not be there.
        docs: The folder of the pages.
        root: The folder of `mkdocs.yml`.

    Returns:
        What is missing, as (option, error).
    """
    snippets = root / options.snippets
    named = {
        "snippets": (root, [options.snippets]),
        "labs": (snippets, [options.labs]),
        "errors": (snippets, [options.errors]),
        "lessons": (docs, options.lessons),
        "about": (docs, options.about),
        "folded": (docs, options.folded),
        "glossary": (docs, [options.glossary]),
        "jupyter_css": (docs, [options.jupyter_css]),
    }
    files = ("glossary", "jupyter_css")
    return [
        (name, ValidationError(_not_there(below, path, root, name in files)))
        for name, (below, paths) in named.items()
        for path in paths
        if name in given and path and not _is_there(below / path, name in files)
    ]


def _is_there(path: Path, file: bool) -> bool:
    return path.is_file() if file else path.is_dir()


def _not_there(below: Path, path: str, root: Path, file: bool) -> str:
    """That a file or folder is not there, with the nearest that are."""
    depth = "/".join("*" for _ in path.split("/"))
    there = [found for found in sorted(below.glob(depth)) if _is_there(found, file)]
    known = [found.relative_to(below).as_posix() for found in there]
    near = difflib.get_close_matches(path, known, n=3)
    hint = f" (did you mean {' or '.join(near)}?)" if near else ""
    return f"there is no {'file' if file else 'folder'} {path!r} {_seen(below, root)}{hint}"


def _seen(below: Path, root: Path) -> str:
    """Where something is looked for, in words."""
    if below == root:
        return "beside mkdocs.yml"
    inside = below.is_relative_to(root)
    return f"in {below.relative_to(root).as_posix() if inside else below}"


def site_options(
    config: MkDocsConfig, given: Mapping[str, Any], section: Sequence[str]
) -> SiteOptions:
    """The options of the site.

    Args:
        config: MkDocs' own configuration.
        given: The options that are given.
        section: Where they stand in `mkdocs.yml`: the keys, the outermost first.

    Returns:
        The options; the language is the theme's, where none is given.

    Raises:
        PluginError: If an option does not exist, has a value of another type, or names a folder
            that is not there. The message has a line for each, with its place in the file.
    """
    file = Path(config.config_file_path)
    options = LiveConfig(config_file_path=config.config_file_path)
    options.load_dict(dict(given))
    failed, _ = options.validate()
    failed = failed or missing(options, list(given), Path(config.docs_dir), file.parent)
    if failed:
        raise PluginError("\n".join([*_messages(file, section, failed), KEPT]))
    found = {field.name: options[field.name] for field in fields(SiteOptions)}
    return SiteOptions(**{**found, "language": options.language or _language(config)})


def extra_section(config: MkDocsConfig) -> dict[str, Any]:
    """The options in the section `livecells` of `extra`.

    Raises:
        PluginError: If that is no section, or its name seems misspelt.
    """
    file, (top, name) = Path(config.config_file_path), SECTION
    given = config.extra.get(name)
    if given is None:
        for near in difflib.get_close_matches(name, map(str, config.extra), n=1):
            error = ValidationError(f"is no section of options (did you mean {name}?)")
            if near != name:
                raise PluginError("\n".join([_message(file, (top, near), error), KEPT]))
        return {}
    if not isinstance(given, dict):
        error = ValidationError(f"must hold options, not {given!r}")
        raise PluginError("\n".join([_message(file, SECTION, error), KEPT]))
    return given


def _language(config: MkDocsConfig) -> str:
    """The language of the theme: Material has an option, MkDocs' own have a locale."""
    return str(config.theme.get("language") or config.theme.locale or "")


def _messages(file: Path, section: Sequence[str], failed: ConfigErrors) -> Iterator[str]:
    """What is wrong, in the order of the file."""
    lines = {name: line_of(file, (*section, name)) or 0 for name, _ in failed}
    for name, error in sorted(failed, key=lambda pair: lines[pair[0]]):
        yield _message(file, (*section, name), error)


def _message(file: Path, path: Sequence[str], error: Exception) -> str:
    place = place_of_key(file, path)
    return f"{place}: {'.'.join(map(str, path))}: {error}"


def inherited(file: Path) -> Iterator[Path]:
    """The files that a configuration inherits from, the nearest first."""
    try:
        text = file.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader) if "INHERIT" in text else None
    except (OSError, ValueError, yaml.YAMLError):
        return  # MkDocs says what is wrong with it
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    for key, value in pairs:
        if key.value == "INHERIT" and isinstance(value, yaml.ScalarNode):
            parent = file.parent / value.value
            yield parent
            yield from inherited(parent)


def line_of(file: Path, path: Sequence[str]) -> int | None:
    """The line of a key in a YAML file, counted from 1.

    Args:
        file: The file.
        path: The key and those that it stands under, the outermost first. In a list of sections
            it is looked for in each.

    Returns:
        The line, or None where the key does not stand in this very file.
    """
    node, line = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader), None
    for name in path:
        found = [(key, value) for key, value in _pairs(node) if key.value == str(name)]
        if not found:
            return None
        key, node = found[-1]
        line = key.start_mark.line + 1
    return line


def place_of_key(file: Path, path: Sequence[str]) -> str:
    """How messages name the place of a key: its file and, where it stands there, its line."""
    line = line_of(file, path)
    return f"{os.path.relpath(file)}:{line}" if line else os.path.relpath(file)


def _pairs(node: yaml.Node | None) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """The keys and values of a section, or of all sections of a list."""
    if isinstance(node, yaml.SequenceNode):
        return [pair for item in node.value for pair in _pairs(item)]
    return node.value if isinstance(node, yaml.MappingNode) else []
