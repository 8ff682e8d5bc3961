"""Types that Python's own messages call by their whole name, as those that are written in C."""


class Whole(type):
    """What such a type is made by: by itself it has its short name."""

    __name__ = property(lambda cls: _whole_name(cls).rpartition(".")[2])


class Returned(Whole):
    """The type of the results of several tensors."""

    def __repr__(cls):
        return f"<class 'torch.return_types.{cls._said}'>"


def returned(name, base):
    """A type of such results, made of what it can do."""
    own = {"__module__": "torch.return_types", "_said": name, "__slots__": (), "__qualname__": name}
    return Returned(f"torch.return_types.{name}", (base,), own)


def whole(cls):
    """Let Python's messages call a type by its whole name, as a decorator."""
    type.__dict__["__name__"].__set__(cls, "torch." + cls.__name__)
    return cls


def _whole_name(cls):
    return type.__dict__["__name__"].__get__(cls)


def type_name(value):
    """The type of a value as messages written in C have it."""
    return _whole_name(type(value))
