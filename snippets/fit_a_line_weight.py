r"""One weight walks down a parabola, and a formula says where it is after each step."""
# %% bowl
import torch

begin = torch.tensor(0.0, requires_grad=True)
loss = (begin - 3) ** 2
loss.backward()
print("loss: ", loss.item())
print("slope:", begin.grad.item())

# %% one-step
lr = 0.1
w = torch.tensor(0.0, requires_grad=True)
((w - 3) ** 2).backward()
with torch.no_grad():
    w -= lr * w.grad
print(round(w.item(), 4))

# %% one-weight
weight = torch.tensor(0.0, requires_grad=True)
path = [weight.item()]
for _ in range(50):
    error = (weight - 3) ** 2
    error.backward()
    with torch.no_grad():
        weight -= lr * weight.grad
    weight.grad = None
    path.append(weight.item())
for n in (0, 1, 2, 50):
    print(f"after {n:2} steps: {path[n]:.4f}")

# %% picture
import matplotlib.pyplot as plt

places = torch.linspace(-0.5, 6.5, 100)
stops = torch.tensor(path[:12])
figure, axes = plt.subplots(
    figsize=(5, 3), layout="constrained"
)
axes.plot(places, (places - 3) ** 2, "C0", label="loss")
axes.plot(stops, (stops - 3) ** 2, "C2o-", label="steps")
axes.set_xlabel("w")
axes.set_ylabel("loss")
axes.legend()
plt.show()

# %% by-formula
print(" n  loop     formula")
for count in (0, 1, 2, 5, 10, 20, 50):
    formula = 3 * (1 - 0.8**count)
    print(f"{count:2}  {path[count]:.5f}  {formula:.5f}")
