r"""Rounding, thresholds and samples: what has no useful slope, and what to write instead."""
# %% three-kinds
import torch
from torch.distributions import Categorical, Normal
from torch.nn.functional import gumbel_softmax

x = torch.tensor([-1.5, 0.4, 2.6], requires_grad=True)
zero = torch.tensor(0.0)
HARD = {
    "x > 0": lambda x: x > 0,
    "x.argmax()": lambda x: x.argmax(),
    "x.argsort()": lambda x: x.argsort(),
    "x.long()": lambda x: x.long(),
    "torch.histc(x, 3)": lambda x: torch.histc(x, 3),
    "torch.bucketize(x, edges)": lambda x: torch.bucketize(x, torch.tensor([0.0])),
    "x.round()": lambda x: x.round(),
    "x.floor()": lambda x: x.floor(),
    "x.trunc()": lambda x: x.trunc(),
    "x.sign()": lambda x: x.sign(),
    "torch.bernoulli(x.sigmoid())": lambda x: torch.bernoulli(x.sigmoid()),
    "x // 1": lambda x: x // 1,
    "torch.heaviside(x, zero)": lambda x: torch.heaviside(x, zero),
    "torch.histogram(x, 3)": lambda x: torch.histogram(x, 3)[0],
    "x.unique()": lambda x: x.unique(),
    "x % 1": lambda x: x % 1,
    "x.frac()": lambda x: x.frac(),
}


def kind(operation):
    y = operation(x)
    if not y.requires_grad:
        return "outside the record"
    try:
        (slope,) = torch.autograd.grad(y.sum(), x)
    except (RuntimeError, NotImplementedError):
        return "records, and the walk raises"
    return f"records, slope {slope[0]:.0f}"


kinds = {name: kind(operation) for name, operation in HARD.items()}
for name, found in kinds.items():
    print(f"{name:30}{found}")

# %% threshold
a = torch.tensor([3.0, 4.0, 5.0, 6.0])
t = torch.tensor(4.5, requires_grad=True)
product = (a * (a > t)).sum()
chosen = torch.where(a > t, a, 0.0).sum()
print(product, product.requires_grad)
print(chosen, chosen.requires_grad)

# %% soft-threshold
k = 2.0
soft = (a * torch.sigmoid(k * (a - t))).sum()
soft.backward()
print(soft)
print(t.grad)

# %% straight-through
w = torch.tensor([0.4, 2.6], requires_grad=True)
rounded = w + (w.round() - w).detach()
(rounded**2).sum().backward()
print(rounded)
print(w.grad)

# %% other-spellings
class Round(torch.autograd.Function):
    @staticmethod
    def forward(w):
        return w.round()

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, gradient):
        return gradient


SPELLINGS = {
    "w + (w.round() - w).detach()": lambda w: w + (w.round() - w).detach(),
    "w.round().detach() + w - w.detach()": lambda w: w.round().detach() + w - w.detach(),
    "Round.apply(w)": Round.apply,
}
for spelling, write in SPELLINGS.items():
    (found_slope,) = torch.autograd.grad(write(w).sum(), w)
    print(f"{spelling:38}{write(w).tolist()}  slope {found_slope.tolist()}")

# %% gumbel
logits = torch.zeros(3, requires_grad=True)
v = torch.tensor([1.0, 2.0, 3.0])


def drawn(hard):
    torch.manual_seed(1)
    y = gumbel_softmax(logits, hard=hard)
    (gradient,) = torch.autograd.grad((y * v).sum(), logits)
    return y.detach(), gradient


s, soft_gradient = drawn(hard=False)
one_hot, hard_gradient = drawn(hard=True)
print(s, one_hot)
print(hard_gradient)
print(torch.equal(hard_gradient, soft_gradient))

# %% rsample
mu = torch.tensor(0.5, requires_grad=True)
sigma = torch.tensor(2.0, requires_grad=True)
normal = Normal(mu, sigma)
torch.manual_seed(3)
sampled = normal.sample()
torch.manual_seed(3)
z = normal.rsample()
print(sampled, z)
z.backward()
print(mu.grad, sigma.grad)

# %% log-prob
(of_sample,) = torch.autograd.grad(normal.log_prob(sampled), mu)
(of_rsample,) = torch.autograd.grad(normal.log_prob(normal.rsample()), mu)
print("log_prob(sample): ", of_sample.item())
print("log_prob(rsample):", of_rsample.item())

# %% categorical
scores = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
policy = Categorical(logits=scores)
torch.manual_seed(0)
action = policy.sample()
reward = 5.0
surrogate = -reward * policy.log_prob(action)
surrogate.backward()
print(action, policy.has_rsample)
print(scores.grad)

# %% estimators
torch.manual_seed(0)
m = torch.tensor(1.0, requires_grad=True)
many = Normal(m.expand(100_000), 1.0)
path = many.rsample()
draws = many.sample()
baseline = (draws**2).mean()
parts = {
    "path": 2 * path.detach(),
    "score": draws**2 * (draws - 1),
    "score with a baseline": (draws**2 - baseline) * (draws - 1),
}
by_torch = {
    "path": (path**2).mean(),
    "score": (draws**2 * many.log_prob(draws)).mean(),
    "score with a baseline": ((draws**2 - baseline) * many.log_prob(draws)).mean(),
}
for way, loss in by_torch.items():
    (slope_of_mean,) = torch.autograd.grad(loss, m, retain_graph=True)
    print(f"{way:23}{slope_of_mean:.2f}   one sample spreads by {parts[way].std():.1f}")

# %% soft-position
heights = torch.tensor([1.0, 3.0, 2.0], requires_grad=True)
position = (heights.softmax(0) * torch.arange(3.0)).sum()
position.backward()
print(position)
print(heights.grad)
