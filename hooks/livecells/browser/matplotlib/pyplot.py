"""No figures here: the cell that draws is refused, the others run."""


def __getattr__(name):
    from torch._types import refuse

    if not name.startswith("__"):
        refuse("a figure by matplotlib")
    raise AttributeError(name)
