r"""One slope by a formula, by a nudge and by walking back, and what each of the three costs."""
# %% imports
import math
from fractions import Fraction

import torch

# %% paper
print(math.cos(1.0))

# %% forward-difference
def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


ahead = forward_difference(math.sin, 1.0, 1e-3)
print(ahead)

# %% central-difference
def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


around = central_difference(math.sin, 1.0, 1e-3)
print(around)

# %% exact
exact = sum(
    Fraction((-1) ** k, math.factorial(2 * k))
    for k in range(12)
)


def error(slope):
    return float(abs(Fraction(slope) - exact))


# %% errors rtol=0.6
STEPS = [1e-1, 1e-3, 1e-5, 1e-7, 1e-9, 1e-11, 1e-13]
forward_errors, central_errors = {}, {}
print("step    forward    central")
for h in STEPS:
    one_side = forward_difference(math.sin, 1.0, h)
    both_sides = central_difference(math.sin, 1.0, h)
    forward_errors[h] = error(one_side)
    central_errors[h] = error(both_sides)
    print(
        f"{h:.0e}   {error(one_side):.1e}"
        f"    {error(both_sides):.1e}"
    )

# %% rounding
eps = torch.finfo(torch.float64).eps
print(f"{eps:.1e}")
print(1.0 + 1e-16 == 1.0)
lost = forward_difference(math.sin, 1.0, 1e-16)
print(lost)

# %% single rtol=0.6
one = torch.tensor(1.0)
print(one.dtype)
single_errors = {}
for step in (1e-1, 1e-2, 1e-3, 1e-5):
    nudged_sin = central_difference(torch.sin, one, step)
    single_errors[step] = error(nudged_sin.item())
    print(f"{step:.0e}   {single_errors[step]:.1e}")

# %% walk
x = torch.tensor(
    1.0,
    dtype=torch.float64,
    requires_grad=True,
)
y = torch.sin(x)
y.backward()
print(x.grad)
walked_error = error(x.grad.item())
print(f"error: {walked_error:.0e}")

# %% chart
import matplotlib.pyplot as plt

grid = [10 ** (-k / 4) for k in range(4, 62)]
DIFFERENCES = {
    "forward difference": (forward_difference, "o-"),
    "central difference": (central_difference, "s-"),
}
curves = {}
figure, axes = plt.subplots(
    figsize=(5, 3.8), layout="constrained"
)
for label, (difference, marks) in DIFFERENCES.items():
    curves[label] = [
        error(difference(math.sin, 1.0, s)) for s in grid
    ]
    axes.loglog(
        grid, curves[label], marks, markersize=3, label=label
    )
axes.axhline(
    walked_error, color="C2", linestyle="--", label="automatic"
)
axes.set_xlabel("step h")
axes.set_ylabel("error of the slope")
axes.legend(loc="upper center")
plt.show()

# %% no-formula
def grow(x):
    while x < 10:
        if x < 3:
            x = x * x
        else:
            x = 2 * x
            x = x + 1
    return x


print(grow(1.5))

# %% no-formula-walk
a = torch.tensor(1.5, requires_grad=True)
grown = grow(a)
grown.backward()
grown_nudged = central_difference(grow, 1.5, 1e-5)
print(f"walked back: {a.grad.item():.4f}")
print(f"nudged:      {grown_nudged:.4f}")

# %% other-path
b = torch.tensor(2.0, requires_grad=True)
other = grow(b)
other.backward()
print(other.item())
print(b.grad.item())

# %% jump rtol=1e-4
c = torch.tensor(3.0, requires_grad=True)
grow(c).backward()
across = central_difference(grow, 3.0, 1e-5)
print(f"walked back: {c.grad.item():.1f}")
print(f"nudged:      {across:.1f}")

# %% written-out
def written_out(rounds):
    formula, slope = "x", "1"
    for _ in range(rounds):
        u, du = f"({formula})", f"({slope})"
        formula = f"4*{u}*(1-{u})"
        slope = f"4*({du}*(1-{u})-{u}*{du})"
    return formula, slope


print(written_out(1)[1])
print(written_out(2)[1])

# %% program
def program(u, rounds):
    for _ in range(rounds):
        u = 4 * u * (1 - u)
    return u


# %% recorded-steps
def recorded_steps(result):
    todo, met = [result.grad_fn], set()
    while todo:
        step = todo.pop()
        met.add(step)
        todo += [
            before
            for before, _ in step.next_functions
            if before and before not in met
        ]
    # the last one stores the slope and computes nothing
    return len(met) - 1


# %% swell
p = torch.tensor(
    0.2,
    dtype=torch.float64,
    requires_grad=True,
)
written, walked = {}, {}
print("rounds   x in the slope   recorded steps")
for rounds in (1, 2, 3, 4):
    written[rounds] = written_out(rounds)[1].count("x")
    walked[rounds] = recorded_steps(program(p, rounds))
    print(
        f"{rounds}        {written[rounds]:<14}"
        f"   {walked[rounds]}"
    )

# %% ten-rounds
ten_slope = written_out(10)[1]
ten_written = ten_slope.count("x")
ten = program(p, 10)
ten.backward()
print("x in the slope:", ten_written)
print("recorded steps:", recorded_steps(ten))
print(f"formula:     {eval(ten_slope, {'x': 0.2}):.4f}")
print(f"walked back: {p.grad.item():.4f}")

# %% many
calls = []


def wave(x):
    calls.append("one more")
    return (x * torch.sin(x)).sum()


def nudge_each(f, x, h):
    slopes = torch.zeros_like(x)
    for i in range(len(x)):
        nudge = torch.zeros_like(x)
        nudge[i] = h
        rise = f(x + nudge) - f(x - nudge)
        slopes[i] = rise / (2 * h)
    return slopes


# %% many-nudged
start = torch.linspace(0, 1, 1000, dtype=torch.float64)
wave_nudged = nudge_each(wave, start, 1e-5)
nudged_calls = len(calls)
print("calls:", nudged_calls)

# %% many-walked
calls.clear()
inputs = torch.linspace(
    0,
    1,
    1000,
    dtype=torch.float64,
    requires_grad=True,
)
wave(inputs).backward()
print("calls:", len(calls))
print("slopes:", len(inputs.grad))
furthest = (inputs.grad - wave_nudged).abs().max()
print("equal to 6 decimals:", bool(furthest < 5e-7))

# %% wrong-rule
class WrongSquare(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x * x

    @staticmethod
    def setup_context(context, inputs, output):
        context.save_for_backward(inputs[0])

    @staticmethod
    def backward(context, gradient):
        (saved,) = context.saved_tensors
        return gradient * saved


# %% gradcheck
rules = {"square": torch.square, "wrong_square": WrongSquare.apply}
place = torch.tensor([1.0, 3.0], dtype=torch.float64, requires_grad=True)
passed = {
    name: torch.autograd.gradcheck(rule, place, raise_exception=False)
    for name, rule in rules.items()
}
for name, is_right in passed.items():
    print(f"{name:13} {is_right}")
