"""What stands for figures: it takes what is drawn, shows nothing, and tells nothing of itself."""

import sys

from ._taken import is_format, takes

WORDS = """
add_patch add_subplot annotate arrow axhline axhspan axis axline axvline axvspan bar bar_label
barh clabel close colorbar contour contourf errorbar figtext figure fill fill_between gca gcf grid
hist hlines imshow invert_xaxis invert_yaxis legend loglog margins pcolormesh plot quiver scatter
semilogx semilogy set set_aspect set_axis_off set_title set_xlabel set_xlim set_xscale set_xticks
set_ylabel set_ylim set_yscale set_yticks show stairs stem step subplot subplots_adjust suptitle
supxlabel supylabel text tick_params ticklabel_format tight_layout title twinx vlines xlabel xlim
xscale xticks ylabel ylim yscale yticks Circle Polygon Rectangle
"""
NAMES = frozenset(WORDS.split())
PAIRS = ("bar", "barh", "errorbar", "loglog", "plot", "scatter", "semilogx", "semilogy", "step")
PLOTS = ("plot", "loglog", "semilogx", "semilogy")
GRIDS = ("contour", "contourf", "pcolormesh")
drawn = []  # what has been drawn, by name


def refuse(what):
    sys.modules["torch._types"].refuse(what)


def _tensors(value):
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _tensors(one)
    elif isinstance(value, dict):
        yield from _tensors(list(value.values()))
    elif isinstance(value, sys.modules["torch"].Tensor):
        yield value


def _is_grid(args):
    """Whether these are heights on a grid of two rows and two columns at least, and its places."""
    *places, shape = (tuple(getattr(value, "shape", ())) for value in args)
    if len(shape) != 2 or min(shape) < 2:
        return False
    return places in ([], [shape, shape], [(shape[1],), (shape[0],)])


def drawing(name):
    """What draws by this name: only what a figure would take for sure."""

    def draw(*args, **kwargs):
        drawn.append(name)
        if any(t.requires_grad for t in _tensors([args, kwargs])):
            refuse("a figure of a tensor that records")
        for keyword, value in kwargs.items():
            if not takes(keyword, value):
                refuse(f"a figure with {keyword} as it is used here")
        if name in PLOTS and not all(is_format(v) for v in args if isinstance(v, str)):
            refuse("a figure of this colour, mark or line")
        two = [v for v in args[:2] if hasattr(v, "__len__") and not isinstance(v, str)]
        if name in PAIRS and len(two) == 2 and len(two[0]) != len(two[1]):
            refuse("a figure of lists that are not of one length")
        if name in GRIDS and not (args and _is_grid(args)):
            refuse("a figure of such a grid")
        single = name == "plot" and not any(isinstance(v, str) for v in args[:-1])
        if name == "show":
            return None
        return [Drawing()] if single and len(args) < 4 else Drawing()

    return draw


def named(name):
    """What a module or a drawing has under a name."""
    if name.startswith("__"):
        raise AttributeError(name)
    if name == "subplots":
        return subplots
    return drawing(name) if name in NAMES else refuse("a figure by matplotlib, with " + name)


def _silent(*_):
    refuse("what a figure by matplotlib says of itself")


class Drawing:
    """A figure, axes, or a part of them."""

    def __getattr__(self, name):
        return named(name)

    __iter__ = __len__ = __getitem__ = __contains__ = __bool__ = __repr__ = __call__ = _silent


class Panels(list):
    """Several axes, by place."""

    def __getitem__(self, place):
        if isinstance(place, tuple):
            found = self
            for one in place:
                found = found[one] if isinstance(one, int) else _silent()
            return found
        return list.__getitem__(self, place) if isinstance(place, int) else _silent()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _silent()

    @property
    def flat(self):
        rows = [row if isinstance(row, Panels) else [row] for row in self]
        return Panels([one for row in rows for one in row])

    def ravel(self):
        return self.flat

    flatten = ravel
    __add__ = __mul__ = __eq__ = __contains__ = __bool__ = __repr__ = append = index = _silent


def subplots(nrows=1, ncols=1, *, squeeze=True, **more):
    """A figure and its axes."""
    drawn.append("subplots")
    asked = {"nrows": nrows, "ncols": ncols, **more}
    if not squeeze or not all(takes(name, value) for name, value in asked.items()):
        refuse("subplots of this kind")
    rows = [Panels(Drawing() for _ in range(ncols)) for _ in range(nrows)]
    if nrows == 1 or ncols == 1:
        panels = Panels([one for row in rows for one in row])
        return Drawing(), panels[0] if len(panels) == 1 else panels
    return Drawing(), Panels(rows)
