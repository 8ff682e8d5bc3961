"""Objects with rich representations, one kind each."""

# %% html
class Html:
    def _repr_html_(self):
        return "<b>bold &amp; ☂</b>"


Html()

# %% markdown
class Markdown:
    def __repr__(self):
        return "plain"

    def _repr_markdown_(self):
        return "# title\n\n*text*"


Markdown()

# %% latex
class Latex:
    def __repr__(self):
        return "plain"

    def _repr_latex_(self):
        return r"$\frac{1}{2}$"


Latex()

# %% svg
class Svg:
    def __repr__(self):
        return "plain"

    def _repr_svg_(self):
        return '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"></svg>'


Svg()

# %% javascript
class Script:
    def __repr__(self):
        return "plain"

    def _repr_javascript_(self):
        return "console.log(1)"

    def _repr_json_(self):
        return {"a": [1, 2]}


Script()

# %% bundle
class Bundle:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "plain", "text/html": "<i>html</i>", "application/x-own+json": {"k": [1, None]}}


Bundle()

# %% bundle-with-metadata
class Described:
    def _repr_mimebundle_(self, **kwargs):
        return {"text/plain": "plain", "image/svg+xml": "<svg/>"}, {"image/svg+xml": {"isolated": True}}


Described()

# %% several
class Several:
    def __repr__(self):
        return "plain"

    def _repr_html_(self):
        return "<p>html</p>"

    def _repr_latex_(self):
        return "$x$", {"note": "metadata"}


Several()

# %% none-given
class Declines:
    def __repr__(self):
        return "plain"

    def _repr_html_(self):
        return None


Declines()

# %% display-itself
class Displays:
    def _ipython_display_(self):
        print("displayed by printing")


Displays()

# %% in-a-list
[Html().__class__.__name__, Several()]

# %% quiet
Several();
