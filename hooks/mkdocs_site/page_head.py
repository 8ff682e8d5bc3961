"""What the theme is told of the site and of each page, for the heads of pages."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from livecells.options import SiteOptions
from livecells.publish.meta_tags import About
from livecells.publish.offline import WORKER_FILE
from livecells.publish.social_cards import Card, Cards
from mkdocs_site.files import OWN_SCRIPT, OWN_SEARCH, THEME_SCRIPT, THEME_SEARCH, url_of


@dataclass(frozen=True)
class PageHead:
    """Tells the theme of one build of a site.

    Attributes:
        options: The options of the site.
        cards: Where pictures of pages are asked for.
        serving: Whether somebody watches, and nothing is published.
    """

    options: SiteOptions
    cards: Cards
    serving: bool

    def tell_theme(self, env: Environment, files: Files) -> None:
        """Tell the theme's templates which scripts the site has."""
        keeps = self.options.offline and not self.serving
        env.globals["own_script"] = url_of(files, OWN_SCRIPT)
        env.globals["theme_script"] = url_of(files, THEME_SCRIPT)
        env.globals["own_search"] = url_of(files, OWN_SEARCH)
        env.globals["theme_search"] = url_of(files, THEME_SEARCH)
        env.globals["service_worker"] = WORKER_FILE if keeps else ""

    def about(self, page: Page, config: MkDocsConfig) -> About:
        """What there is to tell of a page; a picture needs the site's own address."""
        named = page.meta.get("title") or (None if page.is_homepage else page.title)
        title = str(named or config.site_name)
        text = str(page.meta.get("description") or config.site_description or "")
        path = page.url.removeprefix("./")
        pictured = self.options.cards and config.site_url and not self.serving
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
