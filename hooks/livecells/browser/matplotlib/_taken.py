"""What matplotlib takes for sure: keywords, colours, lines and marks; all else is refused."""

import re

_KEYWORDS = """
alpha arrowprops aspect axis bbox bbox_to_anchor bottom bins c capsize clip_on cmap color colors
constrained_layout density dpi ec edgecolor edgecolors facecolor facecolors fc figsize fontsize
fontweight frameon ha head_length head_width height hspace label labels layout left
length_includes_head levels linestyle linestyles linewidth linewidths loc lw ls marker
markeredgecolor markerfacecolor markersize markevery ms mfc mec ncol ncols nrows padding pad right
rotation s sharex sharey size squeeze step textcoords title top transform va vmax vmin which width
wspace where x xerr xlabel xlim xticks xy xycoords xytext y yerr ylabel ylim yticks zorder
horizontalalignment verticalalignment origin interpolation extent
"""
KEYWORDS = frozenset(_KEYWORDS.split())
COLOURS = ("color", "c", "facecolor", "fc", "edgecolor", "ec", "mfc", "mec")
_NAMED = """
black white gray grey lightgray lightgrey darkgray darkgrey red green blue orange purple brown
pink cyan magenta yellow olive navy teal gold silver crimson steelblue tomato none
"""
NAMED = frozenset(_NAMED.split())
TABLEAU = "blue|orange|green|red|purple|brown|pink|gray|olive|cyan"
HEX = r"#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}|#[0-9a-fA-F]{8}"
COLOUR = re.compile(rf"C\d+|[bgrcmykw]|tab:({TABLEAU})|{HEX}")
LINES = frozenset(["-", "--", ":", "-.", "solid", "dashed", "dotted", "dashdot", "none", "", " "])
MARKS = frozenset(".,ov^<>12348spP*hH+xXDd|_")
FORMAT = re.compile(r"(C\d|[bgrcmykw])?[.,ov^<>12348spP*hH+xXDd|_]?(--|-\.|-|:)?")
POSITIVE = ("ncol", "ncols", "nrows", "markersize", "ms", "fontsize", "figsize", "dpi", "s")
WIDTHS = ("linewidth", "lw", "linewidths", "capsize", "alpha")


def is_colour(value):
    return isinstance(value, str) and (value in NAMED or bool(COLOUR.fullmatch(value)))


def is_plain(value):
    """Whether a value is made of numbers, texts and nothing else."""
    if isinstance(value, (list, tuple)):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(isinstance(k, str) and is_plain(v) for k, v in value.items())
    return value is None or isinstance(value, (str, int, float))


def _least(value, least, most=float("inf")):
    values = value if isinstance(value, (list, tuple)) else [value]
    return all(type(v) in (int, float) and least <= v <= most for v in values)


def takes(name, value):
    """Whether a keyword with this value is one that is taken."""
    if name not in KEYWORDS or not is_plain(value):
        return False
    if name in COLOURS:
        return is_colour(value)
    if name in ("linestyle", "ls"):
        return value in LINES
    if name == "levels":
        return isinstance(value, list) and value == sorted(set(value))
    if name == "marker":
        return value in MARKS
    if name in ("ncol", "ncols", "nrows"):
        return type(value) is int and value > 0
    if name in POSITIVE:
        return isinstance(value, str) or _least(value, 1e-9)
    if name in WIDTHS:
        return _least(value, 0, 1 if name == "alpha" else float("inf"))
    return True


def is_format(text):
    """Whether a text tells the colour, the marks and the line of a plot."""
    return bool(FORMAT.fullmatch(text)) or is_colour(text)
