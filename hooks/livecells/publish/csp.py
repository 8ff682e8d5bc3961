"""A Content-Security-Policy for each page: its own inline scripts by their digests, and no others.

The browser then loads nothing from another host and runs no script that the build did not see.
Source: W3C, Content Security Policy Level 3 (hash sources) and Referrer Policy.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL)
STYLE = re.compile(r"<style(?P<attributes>[^>]*)>(?P<text>.*?)</style>", re.DOTALL)
CHARSET = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)
# A script element of another type, such as JSON, holds data and never runs.
DATA = re.compile(r"type=[\"']?(?!text/javascript|module)[\w.+-]+/[\w.+-]+", re.IGNORECASE)

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


def digests(html: str) -> tuple[list[str], list[str]]:
    """The hash sources of a page's inline scripts and of its inline styles, sorted."""
    scripts = {
        _source(found["text"])
        for found in SCRIPT.finditer(html)
        if "src=" not in found["attributes"] and not DATA.search(found["attributes"])
    }
    return sorted(scripts), sorted({_source(found["text"]) for found in STYLE.finditer(html)})


def _source(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """The policy that allows these inline scripts and styles beside the site's own files."""
    rules = {
        **FIXED,
        "script-src": " ".join(["'self'", *scripts]),
        "style-src": " ".join(["'self'", *styles]),
    }
    return "; ".join(f"{name} {value}" for name, value in sorted(rules.items()))


def with_policy(html: str) -> str:
    """The page with its policy as the first thing after its character set.

    Raises ValueError where the page names no character set: a policy that comes after a script
    does not hold for it.
    """
    place = CHARSET.search(html)
    if place is None:
        raise ValueError("a page without <meta charset> has no place for its policy")
    lines = (
        f'<meta http-equiv="Content-Security-Policy" content="{policy(*digests(html))}">'
        f'<meta name="referrer" content="{REFERRER}">'
    )
    return html[: place.end()] + lines + html[place.end() :]


def headers(pages: Iterable[str]) -> str:
    """A `_headers` file for hosts that read one: one policy in which every page works."""
    scripts: set[str] = set()
    styles: set[str] = set()
    for html in pages:
        of_page = digests(html)
        scripts.update(of_page[0])
        styles.update(of_page[1])
    whole = policy(sorted(scripts), sorted(styles)) + "; frame-ancestors 'none'"
    return (
        "/*\n"
        f"  Content-Security-Policy: {whole}\n"
        f"  Referrer-Policy: {REFERRER}\n"
        "  X-Content-Type-Options: nosniff\n"
    )
