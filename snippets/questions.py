r"""Short answers: questions that people ask, each by a few lines."""
# %% grad-or-backward
import torch

x = torch.tensor(3.0, requires_grad=True)
(returned,) = torch.autograd.grad(x**2, x)
after_grad = x.grad
(x**2).backward()
print("grad returns", returned, "and leaves .grad at", after_grad)
print("backward fills .grad:", x.grad)

# %% losses
w = torch.tensor(2.0, requires_grad=True)
first, second = w**2, 3 * w
(first + 0.5 * second).backward()
together = w.grad
w.grad = None
(w**2).backward()
(0.5 * 3 * w).backward()
print("one walk:", together, " two walks:", w.grad)

# %% copies
a = torch.ones(2, requires_grad=True)
one, other = a.detach().clone(), a.clone().detach()
print(torch.equal(one, other), one.requires_grad, other.requires_grad)
shares = [copy.data_ptr() == a.data_ptr() for copy in (a.detach(), one, other)]
print("share the memory of a:", shares)

# %% mean-or-sum
rows = torch.tensor([1.0, 2.0, 3.0, 4.0])
(of_sum,) = torch.autograd.grad(((w * rows) ** 2).sum(), w)
(of_mean,) = torch.autograd.grad(((w * rows) ** 2).mean(), w)
print("sum:", of_sum, " mean:", of_mean, " ratio:", of_sum / of_mean)

# %% index
v = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
best = v.topk(2)
print("values record:", best.values.requires_grad, " places:", best.indices.requires_grad)
(v[0] + v[1:].sum() + best.values.sum()).backward()
print(v.grad)

# %% noise
layer = torch.nn.Linear(2, 1)
kept = layer.weight.detach().clone()
noise = 0.1 * torch.ones_like(kept)
with torch.no_grad():
    layer.weight += noise
layer(torch.ones(1, 2)).sum().backward()
with torch.no_grad():
    layer.weight.copy_(kept)  # behind the walk
print(torch.equal(layer.weight, kept), layer.weight.grad)

# %% image
frozen = torch.nn.Linear(3, 1).requires_grad_(False)
image = torch.tensor([[1.0, 2.0, 3.0]], requires_grad=True)
frozen(image).sum().backward()
print(torch.equal(image.grad, frozen.weight), frozen.weight.grad)

# %% by-hand
optimizer = torch.optim.SGD([w], lr=0.1)
w.grad = torch.tensor(5.0)
optimizer.step()
print(w)
