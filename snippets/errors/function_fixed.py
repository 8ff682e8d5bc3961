r"""One Function for backward, torch.func, batches, forward mode and second order."""
# %% cube
import torch


class Cube(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(x):
        return x**3

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)
        ctx.save_for_forward(*inputs)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * gradient

    @staticmethod
    def jvp(ctx, tangent):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * tangent


# %% grad
two = torch.tensor(2.0)
print(torch.func.grad(Cube.apply)(two))

# %% vmap
print(torch.func.vmap(Cube.apply)(torch.tensor([1.0, 2.0])))

# %% jvp
print(torch.func.jvp(Cube.apply, (two,), (torch.tensor(1.0),))[1])

# %% twice
x = torch.tensor(2.0, requires_grad=True)
(g,) = torch.autograd.grad(Cube.apply(x), x, create_graph=True)
g.backward()
print(x.grad)
