"""`llms.txt`: the list of a site's pages for programs, as llmstxt.org describes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A page in the list of all.

    Attributes:
        section: Its section in the navigation.
        title: Its title.
        description: What it is about, in a sentence; may be nothing.
        link: Where its Markdown stands.
    """

    section: str
    title: str
    description: str
    link: str


def llms(name: str, description: str, entries: Sequence[Entry]) -> str:
    """The site's list of pages for programs, as llmstxt.org describes it.

    Args:
        name: The name of the site.
        description: What the site is about, in a sentence.
        entries: The pages, in order; those of a section are listed together.
    """
    lines = [f"# {name}", "", f"> {description}"]
    for section in dict.fromkeys(entry.section for entry in entries):
        lines += ["", f"## {section}", ""]
        own = [entry for entry in entries if entry.section == section]
        lines += [f"- [{e.title}]({e.link})" + (f": {e.description}" if e.description else "")
                  for e in own]  # fmt: skip
    return "\n".join(lines) + "\n"
