"""What torch's steps save beyond what is needed here.

A later edit of it and a second walk are errors there, and a gradient of a gradient records where
it does: `_saves.py` has what torch's own graphs told.
"""

from ._mode import Mode
from ._saves import NAMES, RECORDS, SAVES


def _read(text):
    """A table of words by the names of steps."""
    found = {}
    for entry in text.split():
        name, _, words = entry.partition(":")
        found.setdefault(whole(name), []).extend(words.split(",") if words else [])
    return found


def whole(name):
    return name if "Backward" in name else name + "Backward0"


# Which input it is that has such a name.
PLACES = {"self": 0, "input": 0, "real": 0, "A": 0, "imag": 1, "source": 1, "other": 1}
SAVED = _read(SAVES)
KNOWN = _read(NAMES)  # with `!` behind those that are kept as tensors
FOLLOWS = frozenset(map(whole, RECORDS.split()))
# Their gradients are the same all around a point: what comes back through them is zero.
FLAT = frozenset(
    f"{name}Backward0"
    for name in (
        *("Relu", "LeakyRelu", "Hardtanh", "Threshold", "RreluWithNoise", "Hardsigmoid"),
        *("Hardshrink", "Softshrink", "NllLoss", "AvgPool2D", "MaxPool2DWithIndices"),
    )
)


def missing_of(node):
    """The words of what torch saves at such a step, and this one has not."""
    for word in SAVED.get(node.step, ()):
        name, _, place = word.partition("@")
        if name not in node.saved and (not place or node.need(int(place))):
            yield name


def names_of(step):
    """The words of all that torch may save at a step."""
    return tuple(word.rstrip("!") for word in KNOWN.get(step, ()))


def known(node, name):
    """Whether torch has this at such a step, or it is not known."""
    return node.step not in KNOWN or name in names_of(node.step)


def told(node, name, value):
    """What is read of a saved tensor: a number where torch keeps no tensor."""
    if getattr(value, "_wrapped", False) and f"{name}!" not in KNOWN.get(node.step, (f"{name}!",)):
        return value.item()
    return value


def more_of(node, out, inputs, keep):
    """What torch keeps besides: tensors that are at hand, kept by `keep`, and that there are others."""
    more = dict.fromkeys(missing_of(node))
    if more and Mode.hooks and hasattr(Mode.hooks[-1], "roughly"):
        Mode.hooks[-1].roughly(node.step)
    for name in () if Mode.hooks else more:
        place = PLACES.get(name, len(inputs))
        if name == "result":
            more[name] = keep(out, node)
        elif place < len(inputs) and inputs[place] is not None:
            more[name] = keep(inputs[place])
    return more
