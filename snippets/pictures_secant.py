r"""A secant that becomes the tangent as its second point comes closer."""
# %% slopes
import torch

h = 1.0
x = torch.tensor(1.0, requires_grad=True)


def f(x):
    return 0.3 * x**2


y = f(x)
y.backward()
tangent = x.grad
with torch.no_grad():
    secant = (f(x + h) - f(x)) / h
print(f"secant:  {secant.item():.4f}")
print(f"tangent: {tangent.item():.4f}")

# %% picture
import matplotlib.pyplot as plt

along = torch.linspace(-0.5, 3.5, 41)
start, height = x.item(), y.item()
ends = torch.tensor([-0.5, 3.5])
figure, axes = plt.subplots(
    figsize=(5, 3.4), layout="constrained"
)
axes.plot(along, f(along), label="f")
axes.plot(
    ends,
    height + tangent * (ends - start),
    color="C1",
    label="tangent",
)
axes.plot(
    ends,
    height + secant * (ends - start),
    "--",
    color="C7",
    label="secant",
)
axes.plot(
    [start, start + h], [height, f(start + h)], "o", color="C7"
)
axes.plot(start, height, "o", color="C2")
axes.set_xlim(-0.5, 3.5)
axes.set_ylim(-1, 3.5)
axes.set_xlabel("x")
axes.legend(loc="upper left")
plt.show()
