"""Programs as a learner might write them, by a seed: `program("edits", 7)`."""

from __future__ import annotations

import random
from collections.abc import Callable

HEAD = "import torch\n"
UNARY = [
    "exp",
    "sin",
    "cos",
    "tanh",
    "sigmoid",
    "relu",
    "abs",
    "square",
    "neg",
    "sqrt",
    "log",
    "reciprocal",
    "tan",
    "floor",
    "round",
    "sign",
    "log1p",
    "rsqrt",
    "expm1",
    "erf",
    "asinh",
    "atan",
    "exp2",
]
SHAPING = [
    ".t()",
    ".T",
    ".reshape(-1)",
    ".flatten()",
    ".unsqueeze(0)",
    ".view(-1,1)",
    "[0]",
    "[-1]",
    "[:1]",
    "[1:]",
    "[None]",
    "[...,0]",
    "[::2]",
    ".squeeze()",
    ".clone()",
    ".contiguous()",
    ".double()",
    ".expand(2,-1,-1)",
    ".transpose(0,-1)",
    ".flip(0)",
    "[[0,0]]",
    "[:,0]",
    ".detach()",
    ".diagonal()",
    ".cumsum(0)",
    ".softmax(0)",
    ".log_softmax(-1)",
    ".clamp(-1,1)",
    ".clamp(min=0)",
    ".max()",
    ".min()",
    ".sum(0)",
    ".sum(-1,keepdim=True)",
    ".mean(0)",
    ".norm()",
    ".prod()",
    ".std()",
    ".var()",
    ".amax(0)",
    ".amin(-1)",
    ".logsumexp(0)",
    ".max(0).values",
    ".repeat(2,1)",
    ".tril()",
    ".sort(0).values",
    ".topk(1,dim=0).values",
    ".median()",
    ".roll(1,0)",
    ".cumprod(0)",
    ".norm(1)",
]
EDITS = [
    "{t}.add_({n})",
    "{t}.mul_({n})",
    "{t} += {n}",
    "{t} *= v",
    "{t}.zero_()",
    "{t}[0] = {n}",
    "{t}[0].mul_({n})",
    "{t}.sub_(v)",
    "{t}[1:] *= {n}",
    "{t}.fill_({n})",
    "{t}.data.mul_({n})",
    "{t}.detach().add_({n})",
    "{t}.exp_()",
    "{t}.pow_(2)",
    "{t}.clamp_(min=0)",
    "{t}[{t}.detach() > 0] = {n}",
    "{t}.copy_(v)",
    "{t}[0] = v[0]",
    "{t}.view(-1)[0] = {n}",
    "{t}.relu_()",
    "{t}.div_(2)",
    "{t}.neg_()",
    "{t}.requires_grad_()",
]
STEPS = [
    "{a} * {b}",
    "{a} + {b}",
    "{a}.exp()",
    "{a} ** 2",
    "{a}[1:]",
    "{a}.clone()",
    "{a}.detach()",
    "{a}.sin()",
    "{a} * 2",
    "{a}.sigmoid()",
    "{a}.relu()",
    "{a}.view(-1)",
    "{a} / {b}",
    "{a}.unbind()[0] * {b}",
    "{a}[0]",
    "{a}.expand(2, 3)",
    "{a}.tanh()",
    "torch.cat([{a}, {b}])",
    "{a}.t()",
    "{a}.squeeze()",
    "torch.stack([{a}, {b}])",
]
WRONG = [
    "x + torch.ones(4)",
    "x @ torch.ones(4)",
    "m @ m",
    "x.view(2, 2)",
    "x.reshape(7)",
    "x[5]",
    "m[0, 9]",
    "x.backward()",
    "torch.ones(3).sum().backward()",
    "x.item()",
    "bool(x)",
    "torch.tensor([1, 2], requires_grad=True)",
    "x.foo",
    "torch.nothing",
    "torch.stack([x, m])",
    "torch.cat([x, m])",
    "x.sum(3)",
    "i.mean()",
    "torch.dot(m, x)",
    "x.expand(4, 2)",
    "y.requires_grad_(False)",
    "torch.autograd.grad(y.sum(), torch.ones(1))",
    "z.backward()",
    " z.backward()",
    "x.numpy()",
    "x.grad.zero_()",
    "x += 1",
    "x[0] = 1",
    "len(torch.tensor(1.0))",
    "torch.tensor([[1.0, 2.0], [3.0]])",
    "torch.tensor('a')",
    "x * 'a'",
    "x + None",
    "torch.exp(3.0)",
    "torch.ones(1).retain_grad()",
    "torch.ones(1).register_hook(print)",
    "x.grad = torch.ones(2)",
    "torch.zeros(-1)",
    "x.squeeze(4)",
    "x.transpose(0, 2)",
    "x[torch.tensor([0.5])]",
    "torch.arange(5, 2)",
    "torch.nn.Linear(2, 3)(x)",
    "torch.nn.functional.mse_loss(x, m)",
    "torch.optim.SGD([y], lr=0.1)",
    "torch.optim.SGD([], lr=0.1)",
    "torch.optim.SGD([x], lr=-1)",
    "int(x)",
    "a, b = x",
    "torch.ones(2.5)",
    "x.double() @ torch.ones(3)",
    "x.mean(dim='a')",
    "x ** None",
    "torch.add(x, 1, 2)",
    "x.topk(7)",
    "torch.where(x, x, x)",
    "m.permute(0, 0)",
    "x.split(0)",
    "torch.eye(-1)",
    "x.chunk(0)",
    "m.flatten(0, 5)",
]
LAYERS = (
    "Linear(2, 1)",
    "Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))",
    "Sequential(torch.nn.Linear(2, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))",
    "Sequential(torch.nn.Linear(2, 2), torch.nn.GELU(), torch.nn.Linear(2, 1))",
    "Sequential(torch.nn.Linear(2, 3), torch.nn.Dropout(0.5), torch.nn.Linear(3, 1))",
)
OPTIMIZERS = (
    "SGD(model.parameters(), lr={})",
    "SGD(model.parameters(), lr={}, momentum=0.9)",
    "SGD(model.parameters(), lr={}, weight_decay=0.01)",
    "Adam(model.parameters(), lr={})",
    "AdamW(model.parameters(), lr={})",
    "RMSprop(model.parameters(), lr={})",
)
LOSSES = (
    "((model(X) - T) ** 2).mean()",
    "torch.nn.functional.mse_loss(model(X), T)",
    "torch.nn.BCEWithLogitsLoss()(model(X), T)",
    "torch.nn.HuberLoss()(model(X), T)",
    "(model(X) - T).abs().mean()",
)
BODIES = [
    "t * t",
    "(t ** 3).sum()",
    "t.sin().sum()",
    "(t * t).sum().sqrt()",
    "t[0] * t[1]",
    "t.exp() * t.sum()",
    "t @ t",
    "t.softmax(0)",
    "t.norm()",
    "torch.stack([t[0] * t[1], t[1] * t[2]])",
]
TRANSFORMS = [
    "torch.func.grad(f)(x)",
    "torch.func.jacrev(f)(x)",
    "torch.autograd.functional.jacobian(f, x)",
    "torch.autograd.functional.hessian(f, x)",
    "torch.func.hessian(f)(x)",
    "torch.func.vjp(f, x)[1](f(x))",
    "torch.func.vmap(f)(torch.stack([x, x + 1]))",
    "torch.func.jvp(f, (x,), (torch.ones(3),))",
    "torch.autograd.gradcheck(f, x.double().requires_grad_())",
    "torch.func.jacfwd(f)(x)",
    "torch.func.vmap(torch.func.grad(f))(torch.stack([x, x + 1]))",
]


class Learner:
    """Writes programs, the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)

    def one(self, things: tuple[str, ...] | list[str]) -> str:
        return self.random.choice(things)

    def number(self) -> float:
        r = self.random
        return r.choice([round(r.uniform(-3, 3), r.randint(0, 3)), float(r.randint(-4, 4))])

    def entries(self, shape: tuple[int, ...]) -> object:
        if not shape:
            return self.number()
        return [self.entries(shape[1:]) for _ in range(shape[0])]

    # ----- Kinds of programs -----

    def prints(self) -> str:
        """A tensor of some shape and type is printed."""
        shape = tuple(self.random.randint(1, 6) for _ in range(self.random.randint(0, 3)))
        kind = self.one(
            ["", ", dtype=torch.float64", ", requires_grad=True", ", dtype=torch.int32"]
        )
        scale = self.one(["", " * 1e5", " / 1e6", " ** 9", " / 0", " > 0"])
        return f"x = torch.tensor({self.entries(shape)}{kind})\nprint(x)\nprint(x{scale})\n"

    def expression(self, depth: int) -> str:
        if not depth:
            return self.one(["w", "v", str(self.number())])
        inner = self.expression(depth - 1)
        return self.random.choice(
            [
                f"({inner} {self.one('+-*/')} {self.expression(depth - 1)})",
                f"({inner} + 0 * w).{self.one(UNARY)}()",
                f"(w ** {self.one(['2', '3', '0.5', '-1', '1.5'])})",
                f"torch.where(v > {self.number()}, {inner}, w)",
                f"({inner} + 0 * w){self.one(SHAPING)}",
            ]
        )

    def graphs(self) -> str:
        """A computation, its gradients, and its nodes."""
        rows, columns = self.random.randint(1, 3), self.random.randint(1, 3)
        other = self.random.choice([(rows, columns), (columns,), (rows, 1), ()])
        lines = [
            f"w = torch.tensor({self.entries((rows, columns))}, requires_grad=True)",
            f"v = torch.tensor({self.entries(other)}, requires_grad=True)",
            f"y = {self.expression(self.random.randint(1, 3))}",
            "print(y)",
            "out = (y * y + 0 * w.sum()).sum()",
            "print(out.grad_fn.name(), out.grad_fn.next_functions[0][0].name())",
        ]
        if self.random.random() < 0.3:
            lines.append("g, = torch.autograd.grad(out, w, create_graph=True)\nprint(g)")
            lines.append("h = torch.autograd.grad(g.sum() + 0 * w.sum(), w)\nprint(h)")
        else:
            lines.append("out.backward()\nprint(w.grad, v.grad)")
        return "\n".join(lines) + "\n"

    def edits(self) -> str:
        """Steps and edits in place, some without recording."""
        names, lines = ["x", "v"], []
        lines.append("x = torch.tensor([0.5, 1.5, 2.0], requires_grad=True)")
        lines.append(
            f"v = torch.tensor([1.0, -1.0, 3.0], requires_grad={self.one(['True', 'False'])})"
        )
        for new in "abcdef"[: self.random.randint(2, 6)]:
            if self.random.random() < 0.55:
                step = self.one(STEPS).format(a=self.one(names), b=self.one(names))
                names.append(new)
                lines.append(self._perhaps_off(f"{new} = {step}"))
            else:
                edit = self.one(EDITS).format(t=self.one(names), n=self.number())
                lines.append(f"try:\n    {edit}\nexcept RuntimeError as e:\n    print(e)")
            lines.append(f"print({names[-1]}, {names[-1]}._version, {names[-1]}.is_leaf)")
        lines.append(f"({self.one(names[1:])} * 1).sum().backward()\nprint(x.grad, v.grad)")
        return "\n".join(lines) + "\n"

    def _perhaps_off(self, line: str) -> str:
        return f"with torch.no_grad():\n    {line}" if self.random.random() < 0.15 else line

    def errors(self) -> str:
        """Something that torch refuses."""
        return (
            "x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)\n"
            "m = torch.arange(6.0).reshape(2, 3)\ni = torch.tensor([1, 2, 3])\n"
            f"y = x * 2\nz = (x * x).sum()\nprint(y)\n{self.one(WRONG)}\n"
        )

    def training(self) -> str:
        """A small network learns."""
        steps, rows = self.random.choice([3, 6, 11]), self.random.choice([4, 8])
        return (
            f"torch.manual_seed({self.random.randint(0, 99)})\nX = torch.rand({rows}, 2)\n"
            "T = (X.sum(1, keepdim=True) > 1).float()\n"
            f"model = torch.nn.{self.one(LAYERS)}\n"
            f"opt = torch.optim.{self.one(OPTIMIZERS).format(self.one(['0.1', '0.01']))}\n"
            f"for step in range({steps}):\n    opt.zero_grad()\n    loss = {self.one(LOSSES)}\n"
            "    loss.backward()\n    opt.step()\n    print(step, f'{loss.item():.3f}')\n"
            "print(model)\n"
        )

    def transforms(self) -> str:
        """Something of torch.func."""
        x = [self.number() for _ in range(3)]
        body, call = self.one(BODIES), self.one(TRANSFORMS)
        return f"def f(t):\n    return {body}\nx = torch.tensor({x})\nprint({call})\n"


KINDS: dict[str, Callable[[Learner], str]] = {
    "prints": Learner.prints,
    "graphs": Learner.graphs,
    "edits": Learner.edits,
    "errors": Learner.errors,
    "training": Learner.training,
    "transforms": Learner.transforms,
}


def program(kind: str, seed: str) -> str:
    """The program of a kind that this seed gives."""
    return HEAD + KINDS[kind](Learner(f"{kind} {seed}"))
