"""What any build of a small site compiles first: importing this compiles it once for all."""

import markdown

from livecells.render.cells import code_html

code_html("x = 1\n", None, ())  # the patterns by which Python is highlighted
markdown.Markdown(
    extensions=[
        *("tables", "admonition", "toc", "fenced_code", "pymdownx.arithmatex"),
        *("pymdownx.superfences", "pymdownx.blocks.admonition", "pymdownx.inlinehilite"),
    ]
).convert("Text, `code` and $x$.\n\n- one\n")
