"""What stands in a page beside its content: what others are told of it, and its last repairs."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field

from livecells.options import SiteOptions
from livecells.publish.csp import with_policy
from livecells.publish.line_breaks import breakable

TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
BUNDLE = re.compile(r'<script src="(?P<path>[^"]*?assets/javascripts/bundle\.[^"]+)"></script>')
OWN = re.compile(r'<script src="(?P<path>[^"]*?assets/site\.[^"]+\.js)" defer>')
BODY = re.compile(r"<body[^>]*>")
# What Python-Markdown writes into an aligned column: an inline style, which no page may have.
ALIGNED = re.compile(r'(?<=<t[hd]) style="text-align: (?P<side>left|center|right);"')
# Before the first paint: the scheme of the reader's system, where none has been chosen.
SCHEME = (
    '<script>try{__md_get("__palette")||matchMedia("(prefers-color-scheme: dark)").matches&&'
    'document.body.setAttribute("data-md-color-scheme","slate")}catch(e){}</script>'
)


@dataclass(frozen=True)
class About:
    """What there is to tell of a page. `path` is its address below the site's root `base`.

    `base` is nothing where the site's address is not known. `lesson`: the page teaches something.
    `options` are those of the site.
    """

    site: str
    title: str
    description: str
    path: str
    base: str = ""
    card: str = ""
    lesson: bool = False
    options: SiteOptions = field(default_factory=SiteOptions)


def robots(base: str) -> str:
    """A `robots.txt`: everything may be read, and where the list of pages is, if that is known."""
    lines = ["User-agent: *", "Allow: /"]
    return "\n".join([*lines, *([f"Sitemap: {base}sitemap.xml"] if base else [])]) + "\n"


def told(about: About) -> str:
    """Open Graph and structured data, as elements for the page's head."""
    name = about.title if about.title == about.site else f"{about.title} · {about.site}"
    facts = {
        "og:type": "article" if about.lesson else "website",
        "og:site_name": about.site,
        "og:title": about.title,
        "og:description": about.description,
        "og:url": f"{about.base}{about.path}" if about.base else "",
        "og:image": f"{about.base}{about.card}" if about.base and about.card else "",
        "og:image:alt": name if about.base and about.card else "",
    }
    made = [
        f'<meta property="{key}" content="{html.escape(value)}">'
        for key, value in facts.items()
        if value
    ]
    made.append('<meta name="twitter:card" content="summary_large_image">')
    return "".join(made) + _structured(about)


def _structured(about: About) -> str:
    """The page as schema.org describes learning material."""
    facts = {
        "@context": "https://schema.org",
        "@type": "LearningResource" if about.lesson else "WebPage",
        "name": about.title,
        "description": about.description,
        "isPartOf": {"@type": "WebSite", "name": about.site},
        "isAccessibleForFree": True,
    }
    options = about.options
    if options.language:
        facts["inLanguage"] = options.language
    if options.license:
        facts["license"] = options.license
    if about.lesson:
        facts["learningResourceType"] = "tutorial"
        facts["teaches"] = ": ".join(filter(None, (options.subject, about.title)))
        facts["interactivityType"] = "mixed"
    if about.base:
        facts["url"] = f"{about.base}{about.path}"
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def finished(page: str, about: About | None, *, offline: bool) -> str:
    """The page as it is published: told of, with its scripts in order, and with its policy.

    `offline`: there is a service worker for the site.
    """
    page = page.replace(
        'data-md-component="search" role="dialog"',
        'data-md-component="search" role="dialog" aria-label="Search"',
    )
    page = ALIGNED.sub(lambda found: f' class="lc-{found["side"]}"', page)
    page = _light(breakable(page), offline)
    if about is not None:
        page = TITLE.sub(lambda found: found[0] + told(about), page, count=1)
    return with_policy(page)


def _light(page: str, offline: bool) -> str:
    """The page with the theme's script left to our own, which loads it when it is needed."""
    bundle, own = BUNDLE.search(page), OWN.search(page)
    if bundle is None or own is None:
        return page
    root = bundle["path"].partition("assets/")[0]
    given = f' data-theme="{bundle["path"]}"' + (f' data-worker="{root}sw.js"' if offline else "")
    # In the head, and before the first paint: what it adds to a page moves nothing then.
    script = f'<script src="{own["path"]}" defer blocking="render"{given}></script>'
    page = page.replace(f"{own[0]}</script>", "").replace(bundle[0], "")
    page = page.replace("</head>", f"{script}</head>", 1)
    return BODY.sub(lambda found: found[0] + SCHEME, page, count=1)
