r"""Hooks on several tensors at once, a place in the graph, and notes on its nodes."""
# %% several
import torch
from torch.autograd.graph import get_gradient_edge, register_multi_grad_hook

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
seen = []
handle = register_multi_grad_hook((a, b), lambda grads: seen.append([g.item() for g in grads]))
(a * b).backward()
(5 * a * b).backward()
handle.remove()
print(seen)

# %% edge
hidden = a * b
edge = get_gradient_edge(hidden)
loss = hidden**2
del hidden
(at_edge,) = torch.autograd.grad(loss, edge, retain_graph=True)
print(at_edge)

# %% notes
loss.grad_fn.metadata["made in"] = "round 7"
print(loss.grad_fn.metadata)
