"""The Markdown extensions that live pages need, added where a site has not chosen them itself."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig

# Formulas come to the typesetter marked, and not as scripts for a browser.
# A heading that holds a live value is named by `{ #name }`.
NEEDED: dict[str, dict[str, object]] = {
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.superfences": {},
    "attr_list": {},
}
INSTEAD = {"pymdownx.superfences": ("fenced_code", "markdown.extensions.fenced_code")}


def add_extensions(config: MkDocsConfig) -> None:
    """Add what is missing, with the settings that it must have.

    Args:
        config: MkDocs' own configuration; its extensions and their settings are changed, and a
            theme that colours code by a script in the browser does so no more.
    """
    for name, settings in NEEDED.items():
        if name not in config.markdown_extensions:
            config.markdown_extensions.append(name)
        config.mdx_configs[name] = {**config.mdx_configs.get(name, {}), **settings}
    if "highlightjs" in config.theme:  # it would colour in a browser what has its colours already
        config.theme["highlightjs"] = False
    for name, others in INSTEAD.items():
        if name in config.markdown_extensions:
            for other in others:
                while other in config.markdown_extensions:
                    config.markdown_extensions.remove(other)
