r"""What torch answers where a function has a corner, a jump or a border, measured for each."""
# %% sides
import math

import torch
from torch import linalg, special
from torch.nn import functional as nnf

H = 1e-9


def sides(f, at):
    """The slopes from the left and from the right, by a nudge in float64."""
    x = torch.tensor(at, dtype=torch.float64)
    return [((f(x) - f(x - H)) / H).item(), ((f(x + H) - f(x)) / H).item()]


def answer(f, at):
    """The slope that torch gives."""
    x = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    y = f(x)
    return torch.autograd.grad(y.sum(), x)[0].item() if y.requires_grad else None


print("relu at 0:", sides(torch.relu, 0.0), answer(torch.relu, 0.0))

# %% four
zero = torch.zeros((), dtype=torch.float64)
FOUR = {
    "relu(x)": torch.relu,
    "maximum(x, 0)": lambda x: torch.maximum(x, zero),
    "clamp(min=0)": lambda x: x.clamp(min=0),
    "where(x > 0, x, 0)": lambda x: torch.where(x > 0, x, 0.0),
}
grid = torch.linspace(-2, 2, 9, dtype=torch.float64)
print("the same values:", all(torch.equal(f(grid), torch.relu(grid)) for f in FOUR.values()))
at_zero = {name: answer(f, 0.0) for name, f in FOUR.items()}
print(at_zero)

# %% plot
import matplotlib.pyplot as plt

around = torch.linspace(-1, 1, 41, dtype=torch.float64)
shown = {**FOUR, "abs(x)": torch.abs}
del shown["where(x > 0, x, 0)"]
figure, panels = plt.subplots(1, 4, figsize=(7, 2.2), layout="constrained", sharey=True)
for panel, (title, function) in zip(panels, shown.items(), strict=True):
    panel.plot(around, function(around))
    panel.plot(around, answer(function, 0.0) * around, linestyle="--")
    panel.set_title(title, fontsize=9)
    panel.set_ylim(-0.6, 1.1)
plt.show()

# %% table
ATLAS, OPERATIONS = {}, {}


def number(value):
    return f"{value:.0f}" if value == round(value) else f"{value:.3f}"


def edge(value):
    """A one-sided slope in words; beyond 20 it grows without bound as the nudge shrinks."""
    if math.isnan(value):
        return "outside"
    if 1e7 < abs(value) < math.inf:
        return "jump"
    if abs(value) > 20:
        return "inf" if value > 0 else "-inf"
    return number(round(value, 3) + 0.0)


def torch_says(f, at):
    try:
        value = answer(f, at)
    except RuntimeError:
        return "raises"
    if value is None:
        return "no record"
    return str(value) if not math.isfinite(value) else number(round(value, 3) + 0.0)


def table(family, entries):
    print(f"{'':34}{'at':>5}{'left':>9}{'right':>9}{'torch':>11}")
    for label, at, f in entries:
        left, right = sides(f, at)
        said = torch_says(f, at)
        ATLAS[label, at], OPERATIONS[label, at] = (family, left, right, said), f
        print(f"{label:34}{at:5g}{edge(left):>9}{edge(right):>9}{said:>11}")


# %% activations
weight = torch.tensor([0.25], dtype=torch.float64)
table("activations", [
    ("relu", 0.0, nnf.relu),
    ("relu6", 0.0, nnf.relu6),
    ("relu6", 6.0, nnf.relu6),
    ("leaky_relu(x, 0.25)", 0.0, lambda x: nnf.leaky_relu(x, 0.25)),
    ("prelu(x, 0.25)", 0.0, lambda x: nnf.prelu(x.reshape(1), weight)),
    ("rrelu(x), evaluation", 0.0, nnf.rrelu),
    ("elu", 0.0, nnf.elu),
    ("celu(x, 2.0)", 0.0, lambda x: nnf.celu(x, 2.0)),
    ("selu", 0.0, nnf.selu),
    ("threshold(x, 0.5, 0)", 0.5, lambda x: nnf.threshold(x, 0.5, 0.0)),
    ("hardtanh", -1.0, nnf.hardtanh),
    ("hardtanh", 1.0, nnf.hardtanh),
    ("hardsigmoid", -3.0, nnf.hardsigmoid),
    ("hardsigmoid", 3.0, nnf.hardsigmoid),
    ("hardswish", -3.0, nnf.hardswish),
    ("hardswish", 3.0, nnf.hardswish),
    ("softshrink", -0.5, nnf.softshrink),
    ("softshrink", 0.5, nnf.softshrink),
    ("hardshrink", -0.5, nnf.hardshrink),
    ("hardshrink", 0.5, nnf.hardshrink),
    ("softsign", 0.0, nnf.softsign),
    ("logsigmoid", 0.0, nnf.logsigmoid),
    ("gelu", 0.0, nnf.gelu),
    ("silu", 0.0, nnf.silu),
    ("mish", 0.0, nnf.mish),
])

# %% bounds
one = torch.ones((), dtype=torch.float64)
table("bounds", [
    ("clamp(0, 1)", 0.0, lambda x: x.clamp(0, 1)),
    ("clamp(0, 1)", 1.0, lambda x: x.clamp(0, 1)),
    ("clamp(min=0)", 0.0, lambda x: x.clamp(min=0)),
    ("clamp(max=1)", 1.0, lambda x: x.clamp(max=1)),
    ("clip(0, 1)", 0.0, lambda x: torch.clip(x, 0, 1)),
    ("clamp(min=tensor)", 0.0, lambda x: x.clamp(min=zero)),
    ("clamp(max=tensor)", 1.0, lambda x: x.clamp(max=one)),
    ("clamp_min(0)", 0.0, lambda x: x.clamp_min(0)),
    ("clamp_max(1)", 1.0, lambda x: x.clamp_max(1)),
    ("maximum(x, 0)", 0.0, lambda x: torch.maximum(x, zero)),
    ("minimum(x, 0)", 0.0, lambda x: torch.minimum(x, zero)),
    ("fmax(x, 0)", 0.0, lambda x: torch.fmax(x, zero)),
    ("fmin(x, 0)", 0.0, lambda x: torch.fmin(x, zero)),
    ("max(x, 0) of Python", 0.0, lambda x: max(x, zero)),
    ("max(0, x) of Python", 0.0, lambda x: max(zero, x)),
    ("where(x > 0, x, 0)", 0.0, lambda x: torch.where(x > 0, x, 0.0)),
    ("where(x >= 0, x, 0)", 0.0, lambda x: torch.where(x >= 0, x, 0.0)),
    ("x * (x > 0)", 0.0, lambda x: x * (x > 0)),
    ("masked_fill(x < 0, 0)", 0.0, lambda x: x.masked_fill(x < 0, 0.0)),
    ("nan_to_num", 0.0, torch.nan_to_num),
])

# %% lengths
one_row = torch.zeros(1, 1, dtype=torch.float64)
other = torch.tensor([1.0, 0.0], dtype=torch.float64)
table("lengths", [
    ("abs", 0.0, torch.abs),
    ("(x**2).sqrt()", 0.0, lambda x: (x**2).sqrt()),
    ("x * x.sign()", 0.0, lambda x: x * x.sign()),
    ("norm()", 0.0, lambda x: x.reshape(1).norm()),
    ("norm(1)", 0.0, lambda x: x.reshape(1).norm(1)),
    ("norm(inf)", 0.0, lambda x: x.reshape(1).norm(float("inf"))),
    ("norm(3)", 0.0, lambda x: x.reshape(1).norm(3)),
    ("linalg.vector_norm", 0.0, lambda x: linalg.vector_norm(x.reshape(1))),
    ("linalg.matrix_norm", 0.0, lambda x: linalg.matrix_norm(x.reshape(1, 1))),
    ("linalg.matrix_norm(nuc)", 0.0, lambda x: linalg.matrix_norm(x.reshape(1, 1), "nuc")),
    ("dist(x, 0)", 0.0, lambda x: torch.dist(x, zero)),
    ("cdist(x, 0)", 0.0, lambda x: torch.cdist(x.reshape(1, 1), one_row).sum()),
    ("cdist(x, 0, p=1)", 0.0, lambda x: torch.cdist(x.reshape(1, 1), one_row, p=1).sum()),
    ("hypot(x, 0)", 0.0, lambda x: torch.hypot(x, zero)),
    ("std of (x, -x)", 0.0, lambda x: torch.stack([x, -x]).std()),
    ("x.abs().sqrt()", 0.0, lambda x: x.abs().sqrt()),
    ("x.abs() ** 1.5", 0.0, lambda x: x.abs() ** 1.5),
    ("special.i0e", 0.0, special.i0e),
    ("complex(x, 0).abs()", 0.0, lambda x: torch.complex(x, zero).abs()),
    ("logaddexp(x, -x)", 0.0, lambda x: torch.logaddexp(x, -x)),
])

# %% jumps
table("jumps", [
    ("round", 0.5, torch.round),
    ("round(decimals=1)", 0.25, lambda x: x.round(decimals=1)),
    ("floor", 1.0, torch.floor),
    ("ceil", 1.0, torch.ceil),
    ("trunc", 1.0, torch.trunc),
    ("frac", 1.0, torch.frac),
    ("x % 1", 1.0, lambda x: x % 1),
    ("fmod(x, 1)", 1.0, lambda x: torch.fmod(x, 1)),
    ("div(x, 1, floor)", 1.0, lambda x: torch.div(x, 1, rounding_mode="floor")),
    ("div(x, 1, trunc)", 1.0, lambda x: torch.div(x, 1, rounding_mode="trunc")),
    ("x // 1", 1.0, lambda x: x // 1),
    ("sign", 0.0, torch.sign),
    ("sgn", 0.0, torch.sgn),
    ("copysign(1, x)", 0.0, lambda x: torch.copysign(one, x)),
    ("heaviside(x, 0)", 0.0, lambda x: torch.heaviside(x, zero)),
    ("atan2(x, -1)", 0.0, lambda x: torch.atan2(x, -one)),
])

# %% borders
table("borders", [
    ("sqrt", 0.0, torch.sqrt),
    ("x ** 0.5", 0.0, lambda x: x**0.5),
    ("x ** 1.5", 0.0, lambda x: x**1.5),
    ("x ** 0", 0.0, lambda x: x**0),
    ("0 ** x", 0.0, lambda x: torch.pow(zero, x)),
    ("x ** x", 0.0, lambda x: x**x),
    ("rsqrt", 0.0, torch.rsqrt),
    ("log", 0.0, torch.log),
    ("log1p", -1.0, torch.log1p),
    ("x * log(x)", 0.0, lambda x: x * x.log()),
    ("xlogy(x, x)", 0.0, lambda x: torch.xlogy(x, x)),
    ("special.entr", 0.0, special.entr),
    ("acos", 1.0, torch.acos),
    ("asin", -1.0, torch.asin),
    ("acosh", 1.0, torch.acosh),
    ("atanh", 1.0, torch.atanh),
    ("erfinv", 1.0, torch.erfinv),
    ("logit", 1.0, torch.logit),
    ("logit(eps=0.25)", 0.25, lambda x: torch.logit(x, eps=0.25)),
    ("sin(x) / x", 0.0, lambda x: x.sin() / x),
    ("sinc", 0.0, torch.sinc),
    ("lgamma", 0.0, torch.lgamma),
    ("cumprod of (x, x)", 0.0, lambda x: torch.stack([x, x]).cumprod(0)[1]),
    ("prod of (x, 0)", 0.0, lambda x: torch.stack([x, zero]).prod()),
])

# %% losses
minus = -torch.ones(1, dtype=torch.float64)
first, true = torch.tensor([0]), torch.tensor([0, -1])
null = torch.zeros(1, dtype=torch.float64)


def row(x):
    return x.reshape(1)


def beside_zero(x):
    return torch.stack([x, zero])


def cosine_loss(x):
    return nnf.cosine_embedding_loss(torch.stack([x, one]), other, minus[0])


table("losses", [
    ("l1_loss", 0.0, lambda x: nnf.l1_loss(row(x), null)),
    ("smooth_l1_loss", 1.0, lambda x: nnf.smooth_l1_loss(row(x), null)),
    ("smooth_l1_loss(beta=0)", 0.0, lambda x: nnf.smooth_l1_loss(row(x), null, beta=0.0)),
    ("huber_loss", 1.0, lambda x: nnf.huber_loss(row(x), null)),
    ("hinge_embedding_loss, -1", 1.0, lambda x: nnf.hinge_embedding_loss(row(x), minus)),
    ("margin_ranking_loss", 0.0, lambda x: nnf.margin_ranking_loss(row(x), null, -minus)),
    ("multi_margin_loss", 1.0, lambda x: nnf.multi_margin_loss(beside_zero(x), first[0])),
    ("multilabel_margin_loss", 1.0, lambda x: nnf.multilabel_margin_loss(beside_zero(x), true)),
    ("triplet_margin_loss", 1.0, lambda x: nnf.triplet_margin_loss(null, null, row(x), eps=0)),
    ("cosine_embedding_loss, -1", 0.0, cosine_loss),
    ("poisson_nll_loss, log_input False", 0.0, lambda x: nnf.poisson_nll_loss(row(x), null, False)),
    ("gaussian_nll_loss, spread", 1.0, lambda x: nnf.gaussian_nll_loss(null, null, row(x), eps=1)),
    ("kl_div(target=x)", 0.0, lambda x: nnf.kl_div(null, row(x), reduction="sum")),
])

# %% ties
TIES = {
    "max()": lambda t: t.max(),
    "amax()": lambda t: t.amax(),
    "aminmax().max": lambda t: torch.aminmax(t).max,
    "maximum(t[0], t[1])": lambda t: torch.maximum(t[0], t[1]),
    "fmax(t[0], t[1])": lambda t: torch.fmax(t[0], t[1]),
    "median()": lambda t: t.median(),
    "nanmedian()": lambda t: t.nanmedian(),
    "norm(inf)": lambda t: t.norm(float("inf")),
    "linalg.vector_norm(inf)": lambda t: linalg.vector_norm(t, float("inf")),
    "-(-t).min()": lambda t: -(-t).min(),
    "-(-t).amin()": lambda t: -(-t).amin(),
    "max(0)": lambda t: t.max(0).values,
    "-(-t).min(0)": lambda t: -(-t).min(0).values,
    "median(0)": lambda t: t.median(0).values,
    "topk(1)": lambda t: t.topk(1).values.sum(),
    "sort(descending)": lambda t: t.sort(descending=True).values[0],
    "t[t.argmax()]": lambda t: t[t.argmax()],
    "max_pool1d(3)": lambda t: nnf.max_pool1d(t[None], 3).sum(),
    "adaptive_max_pool1d(1)": lambda t: nnf.adaptive_max_pool1d(t[None], 1).sum(),
    "max(t) of Python": lambda t: max(t),
    "kthvalue(3)": lambda t: t.kthvalue(3).values,
    "quantile(1.0)": lambda t: t.quantile(1.0),
    "nanquantile(1.0)": lambda t: t.nanquantile(1.0),
    "mode()": lambda t: t.mode().values,
    "cummax(0)[-1]": lambda t: t.cummax(0).values[-1],
    "msort()[-1]": lambda t: t.msort()[-1],
    "logsumexp(0)": lambda t: t.logsumexp(0),
}
shares = {}
for label, pick in TIES.items():
    t = torch.tensor([2.0, 2.0, 1.0], requires_grad=True)
    pick(t).backward()
    shares[label] = [round(v, 3) + 0.0 for v in t.grad.tolist()]
    print(f"{label:26}{shares[label]}")

# %% summary
corners = {}
for (operation, point), (_, left, right, said) in ATLAS.items():
    bounded = max(abs(left), abs(right)) < 20 and abs(left - right) > 1e-3
    if bounded and said not in ("raises", "no record"):
        corners[operation, point] = (left, right, float(said))


def between(left, right, said):
    return min(left, right) - 1e-3 <= said <= max(left, right) + 1e-3


def flattest(left, right, said):
    smallest = 0.0 if left * right < 0 else min(abs(left), abs(right))
    return abs(abs(said) - smallest) < 2e-3


outside = [key for key, found in corners.items() if not between(*found)]
steep = [key for key, found in corners.items() if between(*found) and not flattest(*found)]
print("measured:", len(ATLAS), "and", len(TIES), "ties")
print("corners with two slopes:", len(corners))
print("answer not between them:", [f"{operation} at {point:g}" for operation, point in outside])
print("answer not the flattest:", len(steep))

# %% steep
for operation_point in steep:
    print("{} at {:g}".format(*operation_point))

# %% clipped-error
errors = torch.tensor([-3.0, 0.5, 2.0])
WAYS = {
    "(clamp(d, -1, 1)**2).sum() / 2": lambda d: (d.clamp(-1, 1) ** 2).sum() / 2,
    "huber_loss": lambda d: nnf.huber_loss(d, torch.zeros(3), reduction="sum"),
}
pulls = {}
for way, clipped in WAYS.items():
    d = errors.clone().requires_grad_()
    clipped(d).backward()
    pulls[way] = d.grad.tolist()
    print(f"{way:32}{pulls[way]}")

# %% from-the-bound
def three_steps(bounded):
    w = torch.tensor(0.0, requires_grad=True)
    for _ in range(3):
        (-bounded(w)).backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
        w.grad = None
    return w.item()


by_clamp = three_steps(lambda w: w.clamp(0, 1))
by_hardtanh = three_steps(lambda w: nnf.hardtanh(w, 0.0, 1.0))
print(f"clamp:    {by_clamp:.1f}")
print(f"hardtanh: {by_hardtanh:.1f}")
