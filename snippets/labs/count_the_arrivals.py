r"""Lab: how many gradients a node has to wait for.

Level: deep. Minutes: 25.
"""
# %% start
import torch

x = torch.tensor(3.0, requires_grad=True)
out = x * x + 2 * x

# 1. Write a function that goes through the record of a result.
#    It returns a dictionary: for each node, how many gradients must arrive
#    before the node can run. The node that made the result is given 0.
# TODO: def arrivals(result): ...

# 2. Print the counts of `out`, and guess them first.
# TODO

# %% solution
def arrivals(result):
    counts = {result.grad_fn: 0}
    todo = [result.grad_fn]
    while todo:
        for link, _ in todo.pop().next_functions:
            if link is None:  # a constant, such as the 2
                continue
            if link not in counts:
                counts[link] = 0
                todo.append(link)
            counts[link] += 1
    return counts


for step, number in arrivals(out).items():
    print(f"{type(step).__name__:15} {number}")

# %% check
made = globals()
assert callable(made.get("arrivals")), (
    "There is no function `arrivals` yet: start with step 1."
)
given = torch.tensor(2.0, requires_grad=True)
first = given.exp()
second = first * first
third = second + 3 * first
found = arrivals(third)
assert isinstance(found, dict), (
    f"`arrivals` should return a dictionary, not {type(found).__name__}."
)
assert None not in found, (
    "There is an entry for None: a constant has no node, so skip its link."
)
leaf = first.grad_fn.next_functions[0][0]
scaled = third.grad_fn.next_functions[1][0]
for node in (second.grad_fn, scaled, first.grad_fn, leaf):
    assert node in found, (
        f"There is no count for {type(node).__name__}: follow every link, "
        "down to the leaf, and use the nodes as keys."
    )
assert found[first.grad_fn] != 2, (
    "ExpBackward0 is used three times, twice by one product: "
    "count links, not nodes."
)
assert found[leaf] != 3, (
    "One link leads to the leaf: you counted it once for each path."
)
wanted = {third.grad_fn: 0, second.grad_fn: 1, scaled: 1}
wanted |= {first.grad_fn: 3, leaf: 1}
for node, count in wanted.items():
    assert found.get(node, 0) == count, (
        f"{type(node).__name__} has to wait for {count}, "
        f"not for {found.get(node, 0)}."
    )
chain = given
for _ in range(15):
    chain = chain + chain
found = arrivals(chain)
behind = [node for node in found if node is not chain.grad_fn]
assert len(behind) == 15, (
    f"Behind 15 doublings stand 15 more nodes, not {len(behind)}."
)
assert all(found[node] == 2 for node in behind), (
    "In 15 doublings each node but the first waits for 2 gradients."
)
again = arrivals(third)
assert all(again.get(node, 0) == count for node, count in wanted.items()), (
    "A second call for the same result counts otherwise: begin each call with a new dictionary."
)
assert set(again) <= set(wanted), "A call counts nodes of another result: begin each call afresh."
left, right = torch.ones(4, requires_grad=True).chunk(2)
found = arrivals((left * right).sum())
assert found.get(left.grad_fn) == 2, (
    "Both halves of a tensor come from one node: two gradients must arrive there, "
    f"not {found.get(left.grad_fn)}."
)
print("All checks passed.")
