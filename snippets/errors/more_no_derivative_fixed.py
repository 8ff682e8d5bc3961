r"""Operations that record and have no derivative: three ways on."""
# %% fixed
import torch

x = torch.tensor([1.0, 2.5], requires_grad=True)
halves = x / 2
floored = torch.floor(x / 2)
print(floored.tolist(), torch.equal(floored, x // 2))
halves.sum().backward()
print(x.grad)

# %% straight-through
w = torch.tensor([1.0, 2.5], requires_grad=True)
kept = w / 2 + (torch.floor(w / 2) - w / 2).detach()
kept.sum().backward()
print(kept.tolist())
print(w.grad)

# %% plain-data
bins = x.detach() // 2
print(bins.requires_grad)

# %% find
def without_derivative(result):
    """The operations behind a result that have no derivative."""
    found, nodes = [], [torch.autograd.graph.get_gradient_edge(result).node]
    while nodes:
        node = nodes.pop()
        if node is not None:
            found += [node.name()] if "NotImplemented" in node.name() else []
            nodes += [following for following, _ in node.next_functions]
    return found


print(without_derivative((x // 2).exp().sum()))
print(without_derivative(torch.floor(x / 2).exp().sum()))
