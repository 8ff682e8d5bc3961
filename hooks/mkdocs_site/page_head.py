"""A page as it is published: what its head tells of it, and its policy."""

from __future__ import annotations

from dataclasses import dataclass

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from livecells.options import SiteOptions
from livecells.publish.meta_tags import About, finished
from livecells.publish.social_cards import Card, Cards


@dataclass(frozen=True)
class PageHead:
    """Finishes the pages of one build.

    Attributes:
        options: The options of the site.
        cards: Where pictures of pages are asked for.
        serving: Whether somebody watches, and nothing is published.
    """

    options: SiteOptions
    cards: Cards
    serving: bool

    def finished(self, html: str, page: Page, config: MkDocsConfig) -> str:
        """The page with its head and its policy."""
        offline = self.options.offline and not self.serving
        return finished(html, self._about(page, config), offline=offline)

    def _about(self, page: Page, config: MkDocsConfig) -> About:
        """What there is to tell of a page; a picture needs the site's own address."""
        named = page.meta.get("title") or (None if page.is_homepage else page.title)
        title = str(named or config.site_name)
        text = str(page.meta.get("description") or config.site_description or "")
        path = page.url.removeprefix("./")
        pictured = config.site_url and not self.serving
        card = Card(config.site_name, section(page, self.options), title, text)
        return About(
            site=config.site_name,
            title=title,
            description=text,
            path=path,
            base=config.site_url or "",
            card=self.cards.place(path, card) if pictured else "",
            lesson=self.options.is_lesson(page.file.src_uri),
            options=self.options,
        )


def section(page: Page, options: SiteOptions) -> str:
    """Where a page stands in the navigation; only labs stand nowhere."""
    above = list(page.ancestors)
    if above:
        return str(above[-1].title)
    return "Labs" if options.is_lab(page.file.src_uri) else "Start"
