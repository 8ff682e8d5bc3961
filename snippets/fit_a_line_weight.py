r"""One weight walks down a parabola, and a formula says where it is after each step."""
# %% one-weight
import torch

w = torch.tensor(0.0, requires_grad=True)
lr = 0.1
path = [w.item()]
for _ in range(50):
    loss = (w - 3) ** 2
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
    w.grad = None
    path.append(w.item())
for n in (0, 1, 2, 50):
    print(f"after {n:2} steps: {path[n]:.4f}")

# %% by-formula
print(" n  loop     formula")
for count in (0, 1, 2, 5, 10, 20, 50):
    formula = 3 * (1 - 0.8**count)
    print(f"{count:2}  {path[count]:.5f}  {formula:.5f}")
