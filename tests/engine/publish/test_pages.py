"""What is done to a page once it is written."""

from __future__ import annotations

import re

from livecells.html_tree import Tree
from livecells.publish.pages import finish, html_of

THEME = """<!doctype html><html><head>
    <title>
      Forks   add
    </title>
    <script>
      run()
    </script>
  </head><body>
    <nav>
      <a href="a">one</a>


      <a href="b">two</a><b>x</b> <i>y</i>
      <span>
        three
      </span>
    </nav>
    <pre>

    first
        second
    </pre>
    <textarea>
        as it was
    </textarea>
    <template>
      <p>kept</p>
    </template>
    <article>
      <p>what the author
      wrote</p>
    </article>
  </body></html>"""


def test_only_the_indentation_between_the_themes_elements_is_left_out() -> None:
    page = Tree(THEME)
    finish(page, policy=False)
    made = html_of(page)
    assert '<nav>\n<a href="a">one</a>\n<a href="b">two</a><b>x</b> <i>y</i>\n<span>' in made
    assert "<pre>\n\n    first\n        second\n    </pre>" in made
    assert "        as it was\n    </textarea>" in made
    assert "<script>\n      run()\n    </script>" in made
    assert "\n      <p>what the author\n      wrote</p>\n    </article>" in made


def test_nothing_that_is_read_or_pressed_changes() -> None:
    page = Tree(THEME)
    finish(page, policy=False)
    assert words(html_of(page)) == words(THEME)


def words(page: str) -> list[str]:
    """All tags and words of a page, in order, and whether white space parts them."""
    made = Tree(page).html or ""
    return re.sub(r"\s+", " ", made).split(" ")
