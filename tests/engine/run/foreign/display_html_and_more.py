# %%
from IPython.display import (HTML, Markdown, Latex, Math, SVG, JSON, Javascript, Image, Code,
    display, Pretty, IFrame, Audio, YouTubeVideo, FileLink, ProgressBar, clear_output, Video)
# %%
HTML("<b>x</b>")
# %%
display(HTML("<i>y</i>"), Markdown("**z**"), "text", 3)
# %%
Latex(r"$x$"), Math(r"x^2")
# %%
Math(r"\\frac{1}{2}")
# %%
SVG('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
# %%
JSON({"a": [1, {"b": None}]})
# %%
JSON([1, 2], expanded=True, root="r")
# %%
Code("x = 1", language="python")
# %%
IFrame("a.html", width=10, height=10)
# %%
display({"text/plain": "p", "text/html": "<p>h</p>"}, raw=True)
# %%
display({"application/vnd.custom+json": {"a": 1}, "text/plain": "x"}, raw=True, metadata={"application/vnd.custom+json": {"k": 1}})
# %%
Image(data=b"\x89PNG\r\n\x1a\n0", format="png", width=5)
# %%
Javascript("1")
# %%
Pretty("pretty")
# %%
for i in range(3):
    clear_output(wait=True)
    print(i)
# %%
print("gone"); clear_output(); print("stays")
