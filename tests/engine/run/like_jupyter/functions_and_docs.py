"""Functions, docstrings and the tools that read them."""

# %% define
def mean(values: list[float]) -> float:
    """The arithmetic mean.

    >>> mean([1.0, 3.0])
    2.0
    """
    return sum(values) / len(values)


mean([1.0, 2.0, 6.0])

# %% docstring
mean.__doc__

# %% help
help(mean)

# %% source
import inspect

print(inspect.getsource(mean))

# %% signature
inspect.signature(mean)

# %% annotations
mean.__annotations__

# %% doctest
import doctest

doctest.run_docstring_examples(mean, {"mean": mean}, verbose=True, name="mean")

# %% decorator
import functools


@functools.lru_cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


fib(30), fib.cache_info()

# %% closure
def counter():
    count = 0

    def step():
        nonlocal count
        count += 1
        return count

    return step


step = counter()
step(), step()

# %% generator
def squares(n):
    for number in range(n):
        print("making", number)
        yield number**2


list(squares(3))

# %% match
match (1, 2):
    case (a, b) if a < b:
        print("matched", a, b)

# %% class
class Stack(list):
    """A stack."""

    def push(self, item):
        self.append(item)
        return self


Stack().push(1).push([2])
