"""IPython's display classes."""

# %% html
from IPython.display import (
    HTML,
    JSON,
    SVG,
    Code,
    Javascript,
    Latex,
    Markdown,
    Math,
    Pretty,
    display,
    display_html,
    display_markdown,
)

HTML("<b>bold</b>")

# %% markdown
Markdown("**bold**")

# %% math
Math(r"\frac{\partial y}{\partial x}")

# %% latex
Latex(r"$x$")

# %% json
JSON({"a": [1, 2, {"b": None}]}, expanded=True)

# %% svg
SVG('<svg xmlns="http://www.w3.org/2000/svg"><circle r="2"/></svg>')

# %% code
Code("print(1)", language="python")

# %% pretty
Pretty("as it is")

# %% javascript
Javascript("1 + 1")

# %% several
display(HTML("<i>1</i>"), Markdown("*2*"), 3, "four", None)

# %% with-metadata
display(HTML("x"), metadata={"text/html": {"isolated": True}})

# %% included
display(HTML("x"), include=["text/html"])
display(HTML("x"), exclude=["text/html"])

# %% by-kind
display_html("<u>u</u>", raw=True)
display_markdown("*m*", raw=True)

# %% print-between
print("before")
display(HTML("between"))
print("after")
HTML("value")

# %% nothing
display()
