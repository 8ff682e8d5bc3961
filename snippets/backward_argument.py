r"""What stands between the brackets of backward()."""
# %% forward
import torch


def forward(x):
    y = x + 2
    z = 3 * y * y
    return z.mean()


# %% no-argument
x = torch.ones(2, 2, requires_grad=True)
out = forward(x)
out.backward()
print(out.shape)
print(x.grad)

# %% written-out
x_one = torch.ones(2, 2, requires_grad=True)
forward(x_one).backward(torch.tensor(1.0))
print(x_one.grad)

# %% ones-like
x_like = torch.ones(2, 2, requires_grad=True)
out_like = forward(x_like)
out_like.backward(torch.ones_like(out_like))
print(x_like.grad)

# %% half
x_half = torch.ones(2, 2, requires_grad=True)
forward(x_half).backward(torch.tensor(0.5))
print(x_half.grad)

# %% why-half
x_after = torch.ones(2, 2, requires_grad=True)
loss = 0.5 * forward(x_after)
loss.backward()
print(x_after.grad)

# %% one-element
for shape in [(), (1,), (1, 1)]:
    single = torch.full(shape, 3.0, requires_grad=True)
    square = single * single
    square.backward()
    print(tuple(square.shape), "->", single.grad)

# %% one-element-argument
x_box = torch.ones(2, 2, requires_grad=True)
out_box = forward(x_box).reshape(1)
out_box.backward(torch.tensor([1.0]))
print(out_box.shape)
print(x_box.grad)

# %% dtypes
for one in [torch.tensor(1.0, dtype=torch.float64), torch.tensor(1)]:
    x_cast = torch.ones(2, 2, requires_grad=True)
    forward(x_cast).backward(one)
    print(one.dtype, "->", x_cast.grad.dtype, x_cast.grad[0, 0].item())

# %% returned
x_free = torch.ones(2, 2, requires_grad=True)
(slope,) = torch.autograd.grad(forward(x_free), x_free)
print(slope)
print("stored in x_free.grad:", x_free.grad)

# %% gradients-add
x_twice = torch.ones(2, 2, requires_grad=True)
forward(x_twice).backward()
print(x_twice.grad)
forward(x_twice).backward()
print(x_twice.grad)

# %% clear
x_twice.grad = None
forward(x_twice).backward()
print(x_twice.grad)

# %% zero
x_zero = torch.ones(2, 2, requires_grad=True)
forward(x_zero).backward(torch.tensor(0.0))
print(x_zero.grad)
