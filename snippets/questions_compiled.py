r"""Short answers: torch.compile and autograd."""
# %% compiled
import torch


def loss(w, x):
    return (w * x).sin().sum()


compiled = torch.compile(loss, backend="aot_eager")  # traced as ever, run without a compiler
w, x = torch.ones(3, requires_grad=True), torch.arange(3.0)
made = compiled(w, x)
made.backward()
print(torch.equal(w.grad, torch.func.grad(loss)(w.detach(), x)))
print(type(loss(w, x).grad_fn).__name__, "->", type(made.grad_fn).__name__)

# %% break
def with_break(w):
    half = w * 2
    torch._dynamo.graph_break()  # as a call that cannot be traced
    return (half * 3).sum()


node, pieces = torch.compile(with_break, backend="aot_eager")(w).grad_fn, []
while node is not None:
    pieces.append(type(node).__name__)
    node = node.next_functions[0][0] if node.next_functions else None
print(pieces)

# %% function
class TenTimes(torch.autograd.Function):
    @staticmethod
    def forward(ctx, t):
        return t * 1

    @staticmethod
    def backward(ctx, arrives):
        return 10 * arrives


whole = torch.compile(lambda t: TenTimes.apply(t).sum(), backend="aot_eager", fullgraph=True)
(by_own_rule,) = torch.autograd.grad(whole(w), w)
print(by_own_rule)

# %% inside
def step(w, x):
    (gradient,) = torch.autograd.grad(loss(w, x), w)
    return w - 0.1 * gradient


stepped = torch.compile(step, backend="aot_eager")(w, x)
print(torch.allclose(stepped, step(w, x)))
