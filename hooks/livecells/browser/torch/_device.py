"""The one device."""

from ._returned import Whole, whole
from ._types import refuse


@whole
class device(metaclass=Whole):
    def __init__(self, name):
        name = str(name)
        if name.split(":")[0] != "cpu":
            refuse("the device " + name)
        self.type, self.index = name, None

    def __repr__(self):
        return f"device(type='{self.type}')"

    def __str__(self):
        return self.type

    def __eq__(self, o):
        return isinstance(o, device) and o.type == self.type

    def __hash__(self):
        return hash(self.type)
