"""Errors of the author's own."""

# %% custom tags=["raises-exception"]
class TooSmall(ValueError):
    """A value below its limit."""

    def __init__(self, value, limit):
        super().__init__(value, limit)
        self.value, self.limit = value, limit

    def __str__(self):
        return f"{self.value} is below {self.limit}"


raise TooSmall(1, 2)

# %% in-functions tags=["raises-exception"]
def outer(x):
    return inner(x - 1)


def inner(x):
    if x < 5:
        raise TooSmall(x, 5)
    return x


outer(3)

# %% chained tags=["raises-exception"]
try:
    outer(1)
except TooSmall as error:
    raise RuntimeError("could not") from error

# %% while-handling tags=["raises-exception"]
try:
    {}["k"]
except KeyError:
    undefined

# %% suppressed tags=["raises-exception"]
try:
    {}["k"]
except KeyError:
    raise LookupError("clean") from None

# %% notes tags=["raises-exception"]
error = ValueError("with notes")
error.add_note("first note")
error.add_note("second note")
raise error

# %% several-arguments tags=["raises-exception"]
raise Exception("a", 1)

# %% nested-class tags=["raises-exception"]
class Outer:
    class Inner(Exception):
        pass


raise Outer.Inner("deep")

# %% announced raises="ZeroDivisionError: division"
1 / 0
