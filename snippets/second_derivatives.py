r"""Second derivatives: a Hessian, products with it, penalties, and steps with a slope."""
# %% function
import gc
import weakref

import torch
from torch.func import functional_call, grad
from torch.nn.attention import SDPBackend, sdpa_kernel


def f(x):
    return x[0] ** 2 * x[1] + x[1] ** 3


x = torch.tensor([1.0, 2.0], requires_grad=True)
value = f(x)
(gradient,) = torch.autograd.grad(value, x, create_graph=True)
print(gradient)

# %% hessian
hessian = torch.stack(
    [torch.autograd.grad(entry, x, retain_graph=True)[0] for entry in gradient]
)
print(hessian)
print(torch.func.hessian(f)(x.detach()))

# %% product
v = torch.tensor([1.0, -1.0])
(by_argument,) = torch.autograd.grad(gradient, x, v, retain_graph=True)
(by_sum,) = torch.autograd.grad((gradient * v).sum(), x, retain_graph=True)
_, by_jvp = torch.func.jvp(torch.func.grad(f), (x.detach(),), (v,))
print(by_argument, by_sum, by_jvp)

# %% sum-of-gradient
(of_sum,) = torch.autograd.grad(gradient.sum(), x, retain_graph=True)
print("of the sum:", of_sum, " diagonal:", hessian.diag())

# %% pointwise
points = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
(first,) = torch.autograd.grad((points**3).sum(), points, create_graph=True)
(second,) = torch.autograd.grad(first.sum(), points)
print(first.detach(), second)

# %% pinn
xy = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
u = xy[:, 0] ** 2 * xy[:, 1] ** 3  # a network's output, one number a point
(du,) = torch.autograd.grad(u.sum(), xy, create_graph=True)
(du_x,) = torch.autograd.grad(du[:, 0].sum(), xy, create_graph=True)
u_xx, u_xy = du_x[:, 0], du_x[:, 1]
print("u_xx:", u_xx.tolist(), " u_xy:", u_xy.tolist())

# %% activations
def curvature(activation):
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(2, 8), activation, torch.nn.Linear(8, 1))
    place = torch.tensor([[0.3, 0.6]], requires_grad=True)
    (slope,) = torch.autograd.grad(net(place).sum(), place, create_graph=True)
    (second,) = torch.autograd.grad(slope.sum(), place, allow_unused=True)
    return 0.0 if second is None else round(second.abs().sum().item(), 4)


curved = {
    "relu": curvature(torch.nn.ReLU()),
    "tanh": curvature(torch.nn.Tanh()),
    "softplus": curvature(torch.nn.Softplus()),
}
print(curved)

# %% penalty
w = torch.tensor([3.0, 4.0], requires_grad=True)
data = torch.tensor([1.0, 2.0], requires_grad=True)
(slope,) = torch.autograd.grad((w * data).sum(), data, create_graph=True)
penalty = (slope.norm() - 1) ** 2
penalty.backward()
print(penalty.item(), w.grad)

# %% penalty-without
(cut,) = torch.autograd.grad((w * data).sum(), data)
constant = (cut.norm() - 1) ** 2
print(constant.item(), constant.requires_grad)

# %% inner-step
def outer_gradient(first_order):
    weight = torch.tensor(1.0, requires_grad=True)
    inner = (weight - 3) ** 2
    (g,) = torch.autograd.grad(inner, weight, create_graph=not first_order)
    fast = weight - 0.1 * g
    (through,) = torch.autograd.grad((fast - 5) ** 2, weight)
    return round(through.item(), 4)


outer = {
    "through the step": outer_gradient(first_order=False),
    "first order": outer_gradient(first_order=True),
}
print(outer)

# %% inner-step-module
net = torch.nn.Linear(1, 1, bias=False)
with torch.no_grad():
    net.weight.fill_(1.0)
ones = torch.ones(1, 1)


def inner_loss(parameters):
    return ((functional_call(net, parameters, ones) - 3) ** 2).sum()


def outer_loss(parameters):
    slopes = grad(inner_loss)(parameters)
    fast = {name: p - 0.1 * slopes[name] for name, p in parameters.items()}
    return ((functional_call(net, fast, ones) - 5) ** 2).sum()


current = {name: p.detach() for name, p in net.named_parameters()}
print(grad(outer_loss)(current)["weight"].item())

# %% flags
def second_slope(**flags):
    t = torch.tensor(2.0, requires_grad=True)
    (g,) = torch.autograd.grad(t**3, t, **flags)
    try:
        return torch.autograd.grad(g, t)[0].item()
    except RuntimeError as error:
        return str(error)[:44]


answers = {
    "no flag": second_slope(),
    "retain_graph=True": second_slope(retain_graph=True),
    "create_graph=True": second_slope(create_graph=True),
}
for flag, answer in answers.items():
    print(f"{flag:18}{answer}")

# %% leaks stderr="show"
def alive_after(walk, rounds=5):
    leaves = []
    for _ in range(rounds):
        t = torch.ones(3, requires_grad=True)
        leaves.append(weakref.ref(t))
        walk(t)
        del t
    gc.collect()
    return sum(ref() is not None for ref in leaves)


def by_backward(t):
    (t**3).sum().backward(create_graph=True)


def by_backward_then_none(t):
    by_backward(t)
    t.grad = None


def by_grad(t):
    torch.autograd.grad((t**3).sum(), t, create_graph=True)


WALKS = (by_backward, by_backward_then_none, by_grad)
kept = {walk.__name__: alive_after(walk) for walk in WALKS}
print(kept)

# %% attention
a = torch.rand(1, 1, 3, 2, requires_grad=True)
with sdpa_kernel(SDPBackend.MATH):
    out = torch.nn.functional.scaled_dot_product_attention(a, a, a)
(da,) = torch.autograd.grad(out.sum(), a, create_graph=True)
(dda,) = torch.autograd.grad((da**2).sum(), a)
print(dda.shape)

# %% recipe-penalty
def gradient_penalty(critic, rows, target=1.0):
    """The mean of (norm of the slope by each row - target) squared."""
    rows = rows.detach().requires_grad_()
    (slopes,) = torch.autograd.grad(critic(rows).sum(), rows, create_graph=True)
    return ((slopes.norm(dim=1) - target) ** 2).mean()


torch.manual_seed(0)
critic = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
gradient_penalty(critic, torch.rand(5, 2)).backward()
print(critic[0].weight.grad.abs().sum() > 0)
