"""A Content-Security-Policy for each page: its own inline scripts by their digests, and no others.

The browser then loads nothing from another host and runs no script that the build did not see.
Source: W3C, Content Security Policy Level 3 (hash sources) and Referrer Policy.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from livecells.html_tree import Tree, select

# A script element of another type, such as JSON, holds data and never runs.
RUNS = frozenset({"", "text/javascript", "application/javascript", "module"})

WASM = "'wasm-unsafe-eval'"
REFERRER = "strict-origin-when-cross-origin"
FIXED = {
    "default-src": "'none'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}


def digests(page: Tree) -> tuple[list[str], list[str]]:
    """The hash sources of a page's inline scripts and of its inline styles, each sorted."""
    scripts = {
        _source(script.text())
        for script in select(page, "script:not([src])")
        if (script.attributes.get("type") or "").lower() in RUNS
    }
    return sorted(scripts), sorted({_source(style.text()) for style in select(page, "style")})


def _source(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """The policy that allows inline scripts and styles beside the site's own files.

    Args:
        scripts: The hash sources of the scripts.
        styles: The hash sources of the styles.
    """
    rules = {
        **FIXED,
        "script-src": " ".join(["'self'", *scripts]),
        "style-src": " ".join(["'self'", *styles]),
    }
    return "; ".join(f"{name} {value}" for name, value in sorted(rules.items()))


def add_policy(page: Tree) -> None:
    """Put a page's policy into it, as the first thing after its character set.

    Raises:
        ValueError: The page names no character set. A policy that comes after a script does not
            hold for it.
    """
    place = page.css_first("head > meta[charset]")
    if place is None:
        raise ValueError("a page without <meta charset> has no place for its policy")
    facts = (
        ("name", "referrer", REFERRER),
        ("http-equiv", "Content-Security-Policy", policy(*digests(page))),
    )
    for kind, name, content in facts:
        for old in page.css(f'meta[{kind}="{name}"]'):  # where each language is a build
            old.decompose()
        meta = page.create_node("meta")
        meta.attrs[kind], meta.attrs["content"] = name, content
        place.insert_after(meta)


def headers(pages: Iterable[Tree], *, runs: bool = False) -> str:
    """A `_headers` file, for hosts that read one: one policy in which every page works.

    Args:
        pages: All pages of the site.
        runs: Pages run code: Python is WebAssembly, in a worker, which has no policy but that of
            the header. The pages themselves keep theirs, which does not allow it.
    """
    scripts: set[str] = set()
    styles: set[str] = set()
    for page in pages:
        of_page = digests(page)
        scripts.update(of_page[0])
        styles.update(of_page[1])
    allowed = [*sorted(scripts), *([WASM] if runs else [])]
    whole = policy(allowed, sorted(styles)) + "; frame-ancestors 'none'"
    return (
        "/*\n"
        f"  Content-Security-Policy: {whole}\n"
        f"  Referrer-Policy: {REFERRER}\n"
        "  X-Content-Type-Options: nosniff\n"
    )
