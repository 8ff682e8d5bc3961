r"""Short answers: single operations and their rules."""
# %% print-graph
import torch


def show(node, depth=0):
    if node is not None:
        print("    " * depth + node.name())
        for earlier, _ in node.next_functions:
            show(earlier, depth + 1)


x = torch.tensor(2.0, requires_grad=True)
show(((x * 3).exp() + x).grad_fn)

# %% tape
y = x * x
(of_result,) = torch.autograd.grad(y, x)  # dy_dx = tape.gradient(y, x)
print(of_result)
slope, worth = torch.func.grad_and_value(lambda t: t * t)(torch.tensor(2.0))
print(slope, worth)  # jax.value_and_grad gives them the other way round

# %% dependent
square = x**2
cube = square**3
torch.autograd.backward([square, cube])
print(x.grad)

# %% padding
table = torch.nn.Embedding(4, 2, padding_idx=0)
table(torch.tensor([0, 1, 1])).sum().backward()
print(table.weight.grad)

# %% middle
even = torch.tensor([1.0, 2.0, 4.0, 8.0], requires_grad=True)
median, half = even.median(), even.quantile(0.5)
(of_median,) = torch.autograd.grad(median, even)
(of_half,) = torch.autograd.grad(half, even)
print("median:  ", median.item(), of_median)
print("quantile:", half.item(), of_half)

# %% between
heights = torch.tensor([0.0, 10.0, 30.0], requires_grad=True)
place = torch.tensor(1.25, requires_grad=True)
left = int(place)  # no slope
share = place - left
value = (1 - share) * heights[left] + share * heights[left + 1]
value.backward()
print(value.item(), place.grad, heights.grad)

# %% inside-backward
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, t):
        ctx.save_for_backward(t)
        return t**3

    @staticmethod
    def backward(ctx, arrives):
        (t,) = ctx.saved_tensors
        with torch.enable_grad():
            again = t.detach().requires_grad_()
            result = again**3
        return torch.autograd.grad(result, again, arrives)[0]


start = torch.tensor(2.0, requires_grad=True)
Cube.apply(start).backward()
print(start.grad)

# %% rnn
rnn = torch.nn.LSTM(2, 3).eval()
states, _ = rnn(torch.ones(4, 1, 2))
states.sum().backward()
print(rnn.weight_ih_l0.grad.shape)

# %% schedule
weight = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([weight], lr=0.1)
schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
for _ in range(4):
    optimizer.zero_grad()
    (3 * weight).backward()
    print("lr", optimizer.param_groups[0]["lr"], " gradient", weight.grad.item())
    optimizer.step()
    schedule.step()

# %% variable
wrapped = torch.autograd.Variable(torch.ones(2), requires_grad=True)
print(type(wrapped).__name__, isinstance(torch.ones(2), torch.autograd.Variable))

# %% grid
picture = heights.detach().reshape(1, 1, 1, 3)
at = torch.tensor([[[[0.25, 0.0]]]], requires_grad=True)  # from -1 to 1: the same place as above
sampled = torch.nn.functional.grid_sample(picture, at, align_corners=True)
sampled.sum().backward()
print(sampled.item(), at.grad.flatten())
