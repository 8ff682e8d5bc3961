"""livecells: run percent-format Python snippets and keep pages true to them.

The one format between the parts is the executed notebook (nbformat 4). Nothing is imported here,
so that a build in which nothing changed loads no heavy library.
"""

__version__ = "0.1.0"
