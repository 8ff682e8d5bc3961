r"""Parameters that an optimizer accepts, each once, and gradients that fit them."""
# %% list
import torch


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.ModuleList([torch.nn.Linear(2, 2), torch.nn.Linear(2, 1)])


optimizer = torch.optim.Adam(Net().parameters(), lr=0.1)
print([name for name, _ in Net().named_parameters()])

# %% groups
encoder, decoder = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
decoder.weight = encoder.weight  # tied
mine = list(encoder.parameters())
others = [p for p in decoder.parameters() if all(p is not q for q in mine)]
groups = [{"params": mine}, {"params": others, "lr": 0.01}]
print([len(group["params"]) for group in torch.optim.Adam(groups, lr=0.1).param_groups])

# %% closure
w = torch.tensor([5.0], requires_grad=True)
lbfgs = torch.optim.LBFGS([w])


def closure():
    lbfgs.zero_grad()
    loss = ((w - 3) ** 2).sum()
    loss.backward()
    return loss


lbfgs.step(closure)
print(w)

# %% assign
v = torch.nn.Parameter(torch.ones(3))
(2 * v).sum().backward()
pruned = torch.nn.Parameter(v.detach()[:2].clone())
pruned.grad = v.grad[:2].clone()
print(pruned.grad)
