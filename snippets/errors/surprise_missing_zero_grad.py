r"""Without zero_grad the gradients of all rounds add up, which is SGD with momentum 1.0."""
# %% doubled
import torch

w = torch.tensor(1.0, requires_grad=True)
for _ in range(3):
    ((w - 3) ** 2).backward()
    print(w.grad)

# %% forgotten
def train(rounds, momentum=0.0, forget=False):
    weight = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.1, momentum=momentum)
    path = []
    for _ in range(rounds):
        if not forget:
            optimizer.zero_grad()
        ((weight - 3) ** 2).backward()
        optimizer.step()
        path.append(weight.item())
    return path


forgotten = train(1000, forget=True)
print([round(value, 1) for value in forgotten[:16]])

# %% for-ever
print(f"rounds   1 to  100: {min(forgotten[:100]):.2f} to {max(forgotten[:100]):.2f}")
print(f"rounds 901 to 1000: {min(forgotten[900:]):.2f} to {max(forgotten[900:]):.2f}")

# %% momentum-one
heavy = train(1000, momentum=1.0)
print("same path as momentum=1.0:", forgotten == heavy)

# %% three-rounds
lr = 0.1
start = torch.tensor(0.0, requires_grad=True)
errors = []
for _ in range(3):
    errors.append(start.detach() - 3)
    ((start - 3) ** 2).backward()  # .grad is never cleared
    with torch.no_grad():
        start -= lr * start.grad
a, b, c = errors
print(f"a = {a:.2f}  b = {b:.2f}  c = {c:.2f}")

# %% fixed
cleared = train(50)
print([round(value, 1) for value in cleared[:16]])
print(f"after 50 rounds: {cleared[-1]:.4f}")

# %% find
model = torch.nn.Linear(2, 1)
model(torch.ones(4, 2)).sum().backward()
print(all(p.grad is None for p in model.parameters()))
model.zero_grad()
print(all(p.grad is None for p in model.parameters()))
