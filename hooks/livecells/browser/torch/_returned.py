"""The types of results of several tensors, which Python's own messages call by their whole name."""


class Returned(type):
    __name__ = property(lambda cls: cls._said)

    def __repr__(cls):
        return f"<class 'torch.return_types.{cls._said}'>"


def returned(name, base):
    """A type of such results, made of what it can do."""
    own = {"__module__": "torch.return_types", "_said": name, "__slots__": (), "__qualname__": name}
    return Returned(f"torch.return_types.{name}", (base,), own)


def type_name(value):
    """The type of a value as messages written in C have it."""
    return type.__dict__["__name__"].__get__(type(value))
