"""A future import holds for the cells after it."""

# %% future
from __future__ import annotations

# %% later
def f(x: not_defined_anywhere) -> list[also_not]:
    return x


f.__annotations__

# %% class
class Node:
    def link(self, other: Node) -> Node:
        return other


Node.link.__annotations__
