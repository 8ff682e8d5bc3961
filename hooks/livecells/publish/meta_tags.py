"""What others are told of a page: Open Graph for previews, structured data, `robots.txt`.

A theme writes them into the head of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from livecells.options import SiteOptions


@dataclass(frozen=True)
class About:
    """What there is to tell of a page.

    Attributes:
        site: The name of the site.
        title: The title of the page.
        description: What the page is about, in a sentence.
        path: The page's address below `base`.
        base: The site's root with a slash at its end; nothing where its address is not known.
        card: The picture of the page, below `base`; nothing where it has none.
        lesson: Whether the page teaches something.
        options: Those of the site.
    """

    site: str
    title: str
    description: str
    path: str
    base: str = ""
    card: str = ""
    lesson: bool = False
    options: SiteOptions = field(default_factory=SiteOptions)

    def open_graph(self) -> dict[str, str]:
        """The properties of the Open Graph protocol (ogp.me) that the page has, by their names."""
        name = self.title if self.title == self.site else f"{self.title} · {self.site}"
        pictured = self.base and self.card
        facts = {
            "og:type": "article" if self.lesson else "website",
            "og:site_name": self.site,
            "og:title": self.title,
            "og:description": self.description,
            "og:url": f"{self.base}{self.path}" if self.base else "",
            "og:image": f"{self.base}{self.card}" if pictured else "",
            "og:image:alt": name if pictured else "",
        }
        return {name: value for name, value in facts.items() if value}

    def structured(self) -> dict[str, Any]:
        """The page as schema.org describes it: a lesson as a LearningResource."""
        facts: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "LearningResource" if self.lesson else "WebPage",
            "name": self.title,
            "description": self.description,
            "isPartOf": {"@type": "WebSite", "name": self.site},
            "isAccessibleForFree": True,
        }
        options = self.options
        if options.language:
            facts["inLanguage"] = options.language
        if options.license:
            facts["license"] = options.license
        if self.lesson:
            facts["learningResourceType"] = "tutorial"
            facts["teaches"] = ": ".join(filter(None, (options.subject, self.title)))
            facts["interactivityType"] = "mixed"
        if self.base:
            facts["url"] = f"{self.base}{self.path}"
        return facts


def robots(base: str) -> str:
    """A `robots.txt`: everything may be read, and where the list of pages is, if that is known.

    Args:
        base: The site's root with a slash at its end; nothing where its address is not known.
    """
    lines = ["User-agent: *", "Allow: /"]
    return "\n".join([*lines, *([f"Sitemap: {base}sitemap.xml"] if base else [])]) + "\n"
