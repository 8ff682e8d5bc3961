"""One style sheet for the whole site, without the rules that can match nothing on it.

A theme styles what any site might hold. A rule is left out where a class, an id or an attribute in
its selector stands in no element and in no script, so that no element can ever have it. Where no
page reads from right to left, rules for that go too, though the theme's script has the word.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tinycss2
from selectolax.lexbor import LexborNode

from livecells.html_tree import Tree, elements

FOLDER = "assets/"  # where a site has its style sheets
# Scripts that make no element of a page: Python, an editor that stands in a shadow root with sheets
# of its own, and what the theme's search loads in its worker.
APART = (
    "assets/run/python-",
    "assets/run/editor.",
    "assets/javascripts/lunr/",
    "assets/javascripts/workers/",
)
NAME = re.compile(r"-{0,2}[A-Za-z_][\w-]*")
READ = re.compile(r"var\(\s*(--[\w-]+)")
NESTED = ("media", "supports", "layer", "container")
# Within these a name says what must *not* match, or is one of several that may.
LOOSE = ("not", "is", "where", "has")


def pruned(css: str, used: set[str]) -> str:
    """A style sheet without the rules that can match nothing.

    Variables that nothing reads then are left out too: a theme's icons are most of them.

    Args:
        css: The style sheet.
        used: Every class, id, attribute and value that an element may have.

    Raises:
        ValueError: The style sheet is broken.
    """
    text = "".join(_kept(_rules(css), used))
    return "".join(_read(_rules(text), set(READ.findall(text)) | used))


def _rules(css: str | Sequence[Any]) -> Sequence[Any]:
    parse = tinycss2.parse_stylesheet if isinstance(css, str) else tinycss2.parse_rule_list
    found: Sequence[Any] = parse(css, skip_comments=True, skip_whitespace=True)
    return found


def _read(rules: Iterable[Any], read: set[str]) -> Iterator[str]:
    """The rules without variables that are not among the names `read`."""
    for rule in rules:
        text = rule.serialize()
        if rule.type == "at-rule" and rule.lower_at_keyword in NESTED and rule.content:
            head = tinycss2.serialize(rule.prelude).strip()
            yield f"@{rule.at_keyword} {head}{{{''.join(_read(_rules(rule.content), read))}}}"
        elif rule.type == "qualified-rule" and "--" in text:
            found = tinycss2.parse_blocks_contents(rule.content, True, True)
            kept = [d.serialize() for d in found if not _is_unread(d, read)]
            yield f"{tinycss2.serialize(rule.prelude).strip()}{{{';'.join(kept)}}}" if kept else ""
        else:
            yield text


def _is_unread(declaration: Any, read: set[str]) -> bool:
    name = getattr(declaration, "name", "")
    return declaration.type == "declaration" and name.startswith("--") and name not in read


def _kept(rules: Iterable[Any], used: set[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [s for s in _selectors(rule.prelude) if _can_match(s, used)]
            if selectors:
                head = ",".join(tinycss2.serialize(s).strip() for s in selectors)
                yield f"{head}{{{tinycss2.serialize(rule.content).strip()}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in NESTED and rule.content:
            body = "".join(_kept(_rules(rule.content), used))
            if body:
                head = tinycss2.serialize(rule.prelude).strip()
                yield f"@{rule.at_keyword} {head}{{{body}}}"
        elif rule.type == "error":
            raise ValueError(f"line {rule.source_line} of the style sheet: {rule.message}")
        else:
            yield rule.serialize()


def _selectors(prelude: Sequence[Any]) -> list[list[Any]]:
    """The selectors of a list, as tokens."""
    found: list[list[Any]] = [[]]
    for token in prelude:
        if token == ",":
            found.append([])
        else:
            found[-1].append(token)
    return found


def _can_match(selector: Sequence[Any], used: set[str]) -> bool:
    """Whether all classes, ids and attributes of a selector are in use."""
    before = None
    for token in selector:
        if token.type == "hash" and token.value not in used:
            return False
        if token.type == "ident" and before == "." and token.value not in used:
            return False
        if token.type == "[] block" and not _names(token.content) <= used:
            return False
        inner = token.type == "function" and token.lower_name not in LOOSE
        if inner and not _can_match(token.arguments, used):
            return False
        before = token
    return True


def _names(content: Sequence[Any]) -> set[str]:
    """The names that an attribute must have, and what it must be: not a part, as in `[href^=h]`."""
    whole = [token for token in content if token.type != "whitespace"]
    exact = len(whole) == 3 and whole[1] == "="
    values = {whole[0].value} | ({whole[2].value} if exact else set())
    return {value for value in values if NAME.fullmatch(value)}


def write(site: Path, pages: Iterable[Tree]) -> None:
    """Make the style sheets that all pages share one, and have the pages ask for it.

    Args:
        site: The folder of the site.
        pages: All pages of the site, which are changed and not written.
    """
    pages = list(pages)
    used = used_names(pages)
    for script in _scripts(site):
        used.update(NAME.findall(script.read_text(encoding="utf-8")))
    if not any(page.css_first('[dir="rtl"]') for page in pages):
        used.discard("rtl")
    shared = _shared(pages)
    if not shared:
        return
    css = "\n".join((site / path).read_text(encoding="utf-8") for path in shared)
    text = pruned(css, used)
    name = f"{FOLDER}all.{hashlib.sha256(text.encode()).hexdigest()[:8]}.css"
    (site / name).write_text(text, encoding="utf-8")
    for page in pages:
        _ask_for_one(page, shared, name)
    for path in shared:
        (site / path).unlink()


def _scripts(site: Path) -> list[Path]:
    """The scripts of a site that make elements of pages."""
    found = sorted(site.rglob("*.js"))
    return [path for path in found if not any(part in path.as_posix() for part in APART)]


def used_names(pages: Iterable[Tree]) -> set[str]:
    """Every class, id, attribute and attribute's value that an element of the pages has."""
    used: set[str] = set()
    for page in pages:
        for node in elements(page):
            for name, value in node.attributes.items():
                used.add(name)
                used.update((value or "").split() if name == "class" else [value or ""])
    return used


def _sheets(page: Tree) -> Iterator[tuple[LexborNode, str, str]]:
    """The links to style sheets, each with the way to the site's root and the path from there."""
    for link in page.css('link[rel="stylesheet"]'):
        address = urlsplit(link.attributes.get("href") or "")
        root, mark, path = address.path.partition(FOLDER)
        if mark and not address.netloc:  # what stands behind `?` or `#` names no other file
            yield link, root, mark + path


def _shared(pages: Iterable[Tree]) -> list[str]:
    """The style sheets that every page asks for that has any, in their order.

    A page without style sheets, such as one that leads on to another, says nothing of the rest.
    """
    lists = [found for page in pages if (found := [path for _, _, path in _sheets(page)])]
    first = dict.fromkeys(lists[0]) if lists else {}
    return [path for path in first if all(path in other for other in lists)]


def _ask_for_one(page: Tree, shared: Sequence[str], name: str) -> None:
    """Put one link in the place of those to the shared style sheets."""
    links = [(link, root) for link, root, path in _sheets(page) if path in shared]
    for number, (link, root) in enumerate(links):
        if number:
            link.decompose()
        else:
            link.attrs["href"] = root + name
