r"""Forward mode: the slope travels along with the value, and nothing is kept for a way back."""
# %% dual
import torch
import torch.autograd.forward_ad as fwad
from torch.autograd.graph import saved_tensors_hooks
from torch.func import grad, jacfwd, jacrev, jvp, vjp, vmap


def f(x):
    return x * x.sin()


with fwad.dual_level():
    dual = fwad.make_dual(torch.tensor(1.0), torch.tensor(1.0))
    value, tangent = fwad.unpack_dual(f(dual))
print(value)
print(tangent)

# %% ways
at = torch.tensor(1.0)
leaf = at.clone().requires_grad_()
f(leaf).backward()
h = 1e-5
double = at.double()
ways = {
    "torch.func.jvp": jvp(f, (at,), (torch.tensor(1.0),))[1],
    "backward": leaf.grad,
    "nudge": (f(double + h) - f(double - h)) / (2 * h),
    "sin 1 + cos 1": at.sin() + at.cos(),
}
for way, slope in ways.items():
    print(f"{way:16}{slope:.6f}")

# %% by-hand
x, dx = torch.tensor(1.0), torch.tensor(1.0)
s, ds = x.sin(), x.cos() * dx
y, dy = x * s, dx * s + x * ds
print(y, dy)

# %% columns
W = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
point = torch.ones(2)
column = jvp(lambda v: W @ v, (point,), (torch.tensor([1.0, 0.0]),))[1]
_, pull = vjp(lambda v: W @ v, point)
row = pull(torch.tensor([1.0, 0.0, 0.0]))[0]
print(column)
print(row)
print(torch.equal(jacfwd(lambda v: W @ v)(point), jacrev(lambda v: W @ v)(point)))

# %% nothing-saved
def saved_by(call):
    counted = []

    def pack(tensor):
        counted.append(tensor.numel())
        return tensor.detach()

    with saved_tensors_hooks(pack, lambda tensor: tensor):
        call()
    return sum(counted)


many = torch.ones(100)
kept_forward = saved_by(lambda: jvp(lambda v: v.sin().exp(), (many,), (many,)))
kept_backward = saved_by(lambda: many.clone().requires_grad_().sin().exp())
print("jvp keeps:     ", kept_forward)
print("a record keeps:", kept_backward)

# %% hessian-vector
def g(v):
    return (v**3).sum()


v0, u = torch.tensor([1.0, 2.0]), torch.tensor([1.0, -1.0])
hessian_times_u = jvp(grad(g), (v0,), (u,))[1]
print(hessian_times_u)

# %% many-directions
every_column = vmap(lambda e: jvp(lambda v: W @ v, (point,), (e,))[1])(torch.eye(2))
print(every_column.T)

# %% modes
with torch.no_grad(), fwad.dual_level():
    under_no_grad = fwad.unpack_dual(fwad.make_dual(at, torch.tensor(1.0)) ** 2).tangent
with fwad.dual_level():
    d = fwad.make_dual(at, torch.tensor(1.0))
    cut = fwad.unpack_dual(d.detach() * d).tangent
print("under no_grad:", under_no_grad)
print("detach:       ", cut)

# %% after-the-level
with fwad.dual_level():
    kept = fwad.make_dual(at, torch.tensor(1.0))
with fwad.dual_level():
    print(fwad.unpack_dual(kept).tangent)

# %% rule
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x**3

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_forward(*inputs)

    @staticmethod
    def jvp(ctx, tangent):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * tangent


print(jvp(Cube.apply, (torch.tensor(2.0),), (torch.tensor(1.0),)))

# %% without-a-rule
nn = torch.nn.functional
CALLS = {
    "cdist": (lambda a: torch.cdist(a, 2 * a), (3, 2)),
    "grid_sample": (
        lambda a: nn.grid_sample(a, torch.zeros(1, 1, 1, 2), align_corners=False),
        (1, 1, 2, 2),
    ),
    "scaled_dot_product_attention": (
        lambda a: nn.scaled_dot_product_attention(a, a, a),
        (1, 1, 3, 2),
    ),
    "embedding_bag": (lambda a: nn.embedding_bag(torch.tensor([[0, 1]]), a), (3, 2)),
    "LSTM": (lambda a: torch.nn.LSTM(2, 2)(a)[0], (3, 1, 2)),
    "conv2d": (lambda a: nn.conv2d(a, torch.ones(1, 1, 1, 1)), (1, 1, 2, 2)),
    "layer_norm": (lambda a: nn.layer_norm(a, (2,)), (3, 2)),
    "linalg.eigh": (lambda a: torch.linalg.eigh(a + a.mT)[0], (2, 2)),
    "logsigmoid": (nn.logsigmoid, (2,)),
}


def has_a_rule(call, shape):
    try:
        jvp(call, (torch.rand(shape),), (torch.ones(shape),))
    except NotImplementedError:
        return False
    return True


rules = {name: has_a_rule(*call) for name, call in CALLS.items()}
for name, known in rules.items():
    print(f"{name:30}{'yes' if known else 'no'}")
