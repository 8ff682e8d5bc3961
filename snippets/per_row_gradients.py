r"""One gradient a row, a Jacobian a row, and what a transformed function must not do."""
# %% setup
from copy import deepcopy

import torch
from torch.func import functional_call, grad, jacfwd, jacrev, jvp, stack_module_state, vjp, vmap

torch.manual_seed(0)
rows = torch.rand(5, 3)
targets = torch.rand(5)
w = torch.rand(3)


def loss(w, row, target):
    return (row @ w - target) ** 2


# %% per-row
per_row = vmap(grad(loss), in_dims=(None, 0, 0))(w, rows, targets)
print(per_row.shape)
by_loop = torch.stack([grad(loss)(w, rows[i], targets[i]) for i in range(5)])
by_hand = 2 * (rows @ w - targets)[:, None] * rows
print(torch.allclose(per_row, by_loop), torch.allclose(per_row, by_hand))

# %% batch-gradient
leaf = w.clone().requires_grad_()
((rows @ leaf - targets) ** 2).sum().backward()
print(torch.allclose(per_row.sum(0), leaf.grad))
print(per_row.norm(dim=1))

# %% module
net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
parameters = {name: p.detach() for name, p in net.named_parameters()}


def loss_of(parameters, row, target):
    prediction = functional_call(net, parameters, (row,))
    return ((prediction - target) ** 2).sum()


of_module = vmap(grad(loss_of), in_dims=(None, 0, 0))(parameters, rows, targets)
print({name: tuple(g.shape) for name, g in of_module.items()})

# %% grad-stays-none
print(net[0].weight.grad)

# %% sums-equal
((net(rows)[:, 0] - targets) ** 2).sum().backward()
for name, p in net.named_parameters():
    print(f"{name:9}", torch.allclose(of_module[name].sum(0), p.grad, atol=1e-6))

# %% clipped
norms = torch.stack([g.flatten(1).norm(dim=1) for g in of_module.values()]).norm(dim=0)
factor = (1 / norms).clamp(max=1)
clipped = {
    name: (g * factor.view(-1, *[1] * (g.dim() - 1))).mean(0) for name, g in of_module.items()
}
print(norms)
print({name: tuple(g.shape) for name, g in clipped.items()})

# %% batched-walks
unsummed = (rows @ leaf - targets) ** 2
(all_rows,) = torch.autograd.grad(unsummed, leaf, torch.eye(5), is_grads_batched=True)
print(torch.allclose(all_rows, per_row))

# %% jacobians
def f(row):
    return torch.stack([row[0] * row[1], row[0] ** 2])


def f_of_batch(batch):
    return torch.stack([batch[:, 0] * batch[:, 1], batch[:, 0] ** 2], dim=1)


batch = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
whole = torch.autograd.functional.jacobian(f_of_batch, batch)
jacobians = vmap(jacrev(f))(batch)
print(tuple(whole.shape), "entries:", whole.numel(), "not 0:", int((whole != 0).sum()))
print(tuple(jacobians.shape))
print(jacobians[0])

# %% sum-first
summed = jacrev(lambda b: f_of_batch(b).sum(0))(batch)
print(torch.equal(summed.transpose(0, 1), jacobians))

# %% rows-or-columns
def sines(x):
    return (table @ x).sin()


table = torch.rand(200, 3)
point = torch.rand(3)
_, pull = vjp(sines, point)
by_rows = torch.stack([pull(e)[0] for e in torch.eye(200)])
by_columns = torch.stack([jvp(sines, (point,), (e,))[1] for e in torch.eye(3)], dim=1)
print(torch.allclose(by_rows, jacrev(sines)(point)))
print(torch.allclose(by_columns, jacfwd(sines)(point), atol=1e-6))
print(torch.allclose(by_rows, by_columns, atol=1e-6))

# %% constants
def cut(x):
    with torch.no_grad():
        square = x**2
    return square * x


print(grad(cut)(torch.tensor(3.0)))
with torch.no_grad():
    print(grad(lambda x: x**2)(torch.tensor(3.0)))

# %% escaped
kept = []


def leaks(x):
    kept.append(x.sin())
    return kept[0].sum()


grad(leaks)(torch.ones(2))
print(str(kept[0]).split("(")[0])

# %% aux
def with_prediction(w, row, target):
    prediction = row @ w
    return (prediction - target) ** 2, prediction


gradients, predictions = vmap(grad(with_prediction, has_aux=True), (None, 0, 0))(w, rows, targets)
print(torch.equal(gradients, per_row), torch.allclose(predictions, rows @ w))
by_both = grad(lambda a, b: a * b, argnums=(0, 1))(torch.tensor(2.0), torch.tensor(5.0))
print(by_both)

# %% randomness
drop = torch.nn.Dropout(0.5)
ones = torch.ones(3, 8)
torch.manual_seed(0)
same = vmap(drop, randomness="same")(ones)
different = vmap(drop, randomness="different")(ones)
print("same:", bool((same == same[0]).all()))
print("different:", bool((different == different[0]).all()))

# %% ensemble
nets = [torch.nn.Linear(3, 1) for _ in range(4)]
stacked, buffers = stack_module_state(nets)
skeleton = deepcopy(nets[0]).to("meta")
answers = vmap(lambda p, b: functional_call(skeleton, (p, b), (rows,)))(stacked, buffers)
print(tuple(answers.shape))
print(all(torch.allclose(answers[i], nets[i](rows)) for i in range(4)))
