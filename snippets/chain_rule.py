r"""The mean of three times a square: its gradient, step by step."""
# %% leaf
import torch

x = torch.ones(2, 2, requires_grad=True)
print(x)

# %% add
y = x + 2
print(y)

# %% grad-fn
print(y.grad_fn.name())

# %% forward
z = 3 * y * y
print(z)

# %% mean
out = z.mean()
print(out)

# %% keep
y.retain_grad()
z.retain_grad()
out.retain_grad()

# %% backward
out.backward()

# %% gradient
print(x.grad)

# %% every-gradient
print("d out / d out:", out.grad)
print("d out / d z:\n", z.grad)
print("d out / d y:\n", y.grad)
print("d out / d x:\n", x.grad)

# %% closed-form
def closed_form(t):
    return (3 * (t + 2) ** 2).mean()


# %% nudge
h = 0.01
base = torch.ones(2, 2, dtype=torch.float64)
nudge = torch.zeros(2, 2, dtype=torch.float64)
nudge[0, 0] = h
slope = (closed_form(base + nudge) - closed_form(base - nudge)) / (2 * h)
print(f"{slope:.6f}")

# %% other-points
points = torch.tensor([[1.0, 0.0], [-2.0, 4.0]], requires_grad=True)
closed_form(points).backward()
print(points.grad)
print(1.5 * (points.detach() + 2))

# %% sum
x_sum = torch.ones(2, 2, requires_grad=True)
(3 * (x_sum + 2) ** 2).sum().backward()
print(x_sum.grad)
