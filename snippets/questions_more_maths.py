r"""Short answers: linear algebra, estimates and solvers."""
# %% determinant
import torch

a = torch.tensor([[2.0, 1.0], [0.0, 3.0]], requires_grad=True)
(of_det,) = torch.autograd.grad(a.det(), a)
(of_logdet,) = torch.autograd.grad(a.logdet(), a)
print("det A:", of_det)
print("logdet A:", of_logdet)

# %% cholesky
p = torch.tensor([[4.0, 2.0], [2.0, 3.0]], dtype=torch.float64, requires_grad=True)
factor = torch.linalg.cholesky(p)
logdet = 2 * factor.diagonal().log().sum()
(of_p,) = torch.autograd.grad(logdet, p)
print(of_p)
print(torch.linalg.inv(p).detach())

# %% trace
def f(x):
    return (x**3).sum() + x[0] * x[1] * x[2]


x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
(slope,) = torch.autograd.grad(f(x), x, create_graph=True)


def one_estimate(v):
    (hv,) = torch.autograd.grad(slope, x, v, retain_graph=True)  # Hessian times v
    return v @ hv


torch.manual_seed(0)
signs = torch.randint(0, 2, (300, 3)) * 2.0 - 1
estimate = torch.stack([one_estimate(v) for v in signs]).mean()
exact = torch.func.hessian(f)(x.detach()).trace()
print(f"estimate {estimate:.1f}  exact {exact:.1f}")

# %% fixed-point
def again(z, k):
    return torch.tanh(k * z + 0.5)


k = torch.tensor(0.8, dtype=torch.float64, requires_grad=True)
with torch.no_grad():  # any solver, not recorded
    z = torch.zeros((), dtype=torch.float64)
    for _ in range(200):
        z = again(z, k)
z.requires_grad_()
along_z, along_k = torch.autograd.grad(again(z, k), (z, k))
slope_of_z = along_k / (1 - along_z)
print(slope_of_z)

# %% ode
def runge_kutta(rate, y, end=1.0, steps=20):
    """dy/dt = -rate * y, from 0 to the end."""
    h = end / steps
    for _ in range(steps):
        k1 = -rate * y
        k2 = -rate * (y + h / 2 * k1)
        k3 = -rate * (y + h / 2 * k2)
        k4 = -rate * (y + h * k3)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return y


rate = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
at_end = runge_kutta(rate, torch.ones((), dtype=torch.float64))
at_end.backward()
print(f"solver {rate.grad:.6f}  on paper {-torch.exp(-rate.detach()):.6f}")

# %% kernel
torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
weights = {name: value.detach() for name, value in net.named_parameters()}
rows = torch.tensor([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def output(weights, row):
    return torch.func.functional_call(net, weights, (row,)).squeeze()


slopes = torch.func.vmap(torch.func.grad(output), (None, 0))(weights, rows)
flat = torch.cat([part.flatten(1) for part in slopes.values()], dim=1)  # a row of J each
kernel = flat @ flat.T
print(flat.shape, kernel.shape, torch.allclose(kernel, kernel.T))

# %% samples
places = torch.linspace(0, 2, 5, requires_grad=True)
heights = places**2
(from_samples,) = torch.gradient(heights.detach(), spacing=0.5)
(from_record,) = torch.autograd.grad(heights.sum(), places)
print("torch.gradient:", from_samples.tolist())
print("autograd.grad: ", from_record.tolist())

# %% order
def in_order(factors):
    w = torch.tensor(1.0, requires_grad=True)
    for factor in factors:
        (w * factor).backward()
    return w.grad


print(in_order([1e8, 1.0, -1e8]), in_order([1e8, -1e8, 1.0]))

# %% cumprod
from torch.utils._python_dispatch import TorchDispatchMode


class Counted(TorchDispatchMode):
    """Counts the operations that run."""

    count = 0

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        self.count += 1
        return operation(*args, **kwargs or {})


def operations(n, create_graph):
    x = torch.ones(n, requires_grad=True)
    y = x.cumprod(0).sum()
    with Counted() as counted:
        torch.autograd.grad(y, x, create_graph=create_graph)
    return counted.count


for n in (10, 100):
    print(n, "entries:", operations(n, False), "or", operations(n, True), "with create_graph")
