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

# %% connected
model = torch.nn.Linear(1, 1, bias=False)
sgd = torch.optim.SGD(model.parameters(), lr=0.1)
(held,) = sgd.param_groups[0]["params"]
print("one tensor, held by both:", held is model.weight)
loss = model(torch.tensor([[2.0]])).sum()
begin = model.weight.item()
loss.backward()
moved_by_backward = model.weight.item() - begin
sgd.step()
moved_by_step = model.weight.item() - begin
print(f".grad {held.grad.item()}, moved {moved_by_backward:.1f}, then {moved_by_step:.1f}")

# %% traverse
node = ((x * 2 + 1).exp()).grad_fn
names = []
while node is not None:
    names.append(type(node).__name__)
    node = node.next_functions[0][0] if node.next_functions else None
print(names)

# %% some-inputs
left, right = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
(left * right).backward(inputs=[left])
print(left.grad, right.grad)

# %% clip
by_norm, by_value = torch.zeros(2, requires_grad=True), torch.zeros(2, requires_grad=True)
by_norm.grad, by_value.grad = torch.tensor([3.0, 4.0]), torch.tensor([3.0, 4.0])
norm_before = torch.nn.utils.clip_grad_norm_([by_norm], 1.0)
torch.nn.utils.clip_grad_value_([by_value], 1.0)
print("norm:", by_norm.grad, " value:", by_value.grad, " returned:", norm_before)

# %% why-sum
batch = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
outputs = batch**2
(of_the_sum,) = torch.autograd.grad(outputs.sum(), batch, retain_graph=True)
one_each = torch.stack(
    [torch.autograd.grad(output, batch, retain_graph=True)[0] for output in outputs]
)
print(one_each)
print("their sum:", of_the_sum)

# %% vjp-or-jvp
def three_of_two(t):
    return torch.stack([t[0] * t[1], t[0] ** 2, 3 * t[1]])


point, weights, direction = torch.tensor([2.0, 5.0]), torch.tensor([1.0, 0.0, 2.0]), torch.ones(2)
_, walk_back = torch.func.vjp(three_of_two, point)
(of_inputs,) = walk_back(weights)
_, of_outputs = torch.func.jvp(three_of_two, (point,), (direction,))
jacobian = torch.func.jacrev(three_of_two)(point)
print("vjp:", of_inputs, torch.equal(of_inputs, jacobian.T @ weights))
print("jvp:", of_outputs, torch.equal(of_outputs, jacobian @ direction))

# %% prod
with_zero = torch.tensor([0.0, 2.0, 3.0], requires_grad=True)
(of_prod,) = torch.autograd.grad(with_zero.prod(), with_zero)
(of_logs,) = torch.autograd.grad(with_zero.log().sum().exp(), with_zero)
print("prod:", of_prod, " exp of summed logs:", of_logs)

# %% left-out
fixed, outside = torch.tensor(1.0), torch.tensor(1.0, requires_grad=True)
inside = torch.tensor(1.0, requires_grad=True)
(fixed * outside * inside).backward()
torch.optim.SGD([inside], lr=0.1).step()
print("flag off: ", fixed.item(), fixed.grad)
print("left out: ", outside.item(), outside.grad)
print("optimized:", round(inside.item(), 4), inside.grad)

# %% call-or-forward
called = []
watched = torch.nn.Linear(2, 1)
handle = watched.register_forward_hook(lambda *_: called.append("hook"))
same = torch.equal(watched.forward(torch.ones(1, 2)), watched.forward(torch.ones(1, 2)))
by_forward = list(called)
same = same and torch.equal(watched(torch.ones(1, 2)), watched.forward(torch.ones(1, 2)))
print("same numbers:", same, " forward ran", by_forward, " the call ran", called)
