"""One style sheet for the whole site, without the rules that can match nothing on it.

A theme styles what any site might hold. A rule is left out where a class, an id or an attribute in
its selector stands in no tag and in no script, so that no element can ever have it. Where no page
reads from right to left, rules for that go too, though the theme's script has the word.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import tinycss2

NAME = re.compile(r"-{0,2}[A-Za-z_][\w-]*")
TAG = re.compile(r"<[A-Za-z][^>]*>")
SHEET = re.compile(r'<link rel="stylesheet" href="(?P<root>[^"]*?)(?P<path>assets/[^"]+\.css)">')
READ = re.compile(r"var\(\s*(--[\w-]+)")
NESTED = ("media", "supports", "layer", "container")
# Within these a name says what must *not* match, or is one of several that may.
LOOSE = ("not", "is", "where", "has")


def pruned(css: str, used: set[str]) -> str:
    """The style sheet without rules for classes and ids that are not among the names `used`.

    Variables that nothing reads then are left out too: a theme's icons are most of them.
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


def write(site: Path) -> None:
    """Make the style sheets that all pages share one, and have the pages ask for it."""
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    scripts = [path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.js"))]
    tags = [tag for html in pages.values() for tag in TAG.findall(html)]
    used = {name for text in [*tags, *scripts] for name in NAME.findall(text)}
    if not any('dir="rtl"' in tag for tag in tags):
        used.discard("rtl")
    shared = _shared(pages.values())
    css = "\n".join((site / path).read_text(encoding="utf-8") for path in shared)
    text = pruned(css, used)
    name = f"assets/all.{hashlib.sha256(text.encode()).hexdigest()[:8]}.css"
    (site / name).write_text(text, encoding="utf-8")
    for page, html in pages.items():
        page.write_text(_with_one(html, shared, name), encoding="utf-8")
    for path in shared:
        (site / path).unlink()


def _shared(pages: Iterable[str]) -> list[str]:
    """The style sheets that every page asks for, in their order."""
    lists = [[found["path"] for found in SHEET.finditer(html)] for html in pages]
    return [path for path in lists[0] if all(path in other for other in lists)] if lists else []


def _with_one(html: str, shared: Sequence[str], name: str) -> str:
    """The page with one link in the place of those to the shared style sheets."""
    first = True

    def replaced(found: re.Match[str]) -> str:
        nonlocal first
        if found["path"] not in shared:
            return found[0]
        link = f'<link rel="stylesheet" href="{found["root"]}{name}">' if first else ""
        first = False
        return link

    return SHEET.sub(replaced, html)
