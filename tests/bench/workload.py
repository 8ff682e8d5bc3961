"""The pages that every tool is measured on: lessons of short torch cells, the same for all.

A lesson's cells share one namespace and bind each name once. The cell in its middle prints a
number that stands nowhere in the page's source, so a page that shows it did run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

FACTOR = 7919  # a prime: constant times FACTOR is a number that no page shows by chance


@dataclass(frozen=True)
class Step:
    """A heading, a sentence or two, and one cell; both may hold `code` and $formulas$."""

    title: str
    text: str
    code: str


@dataclass(frozen=True)
class Lesson:
    """One page."""

    name: str
    title: str
    intro: str
    steps: tuple[Step, ...]
    constant: int

    @property
    def mark(self) -> str:
        """What a finished page must show."""
        return str(self.constant * FACTOR)


@dataclass(frozen=True)
class Workload:
    """So many lessons of so many cells."""

    name: str
    pages: int
    cells: int

    @property
    def title(self) -> str:
        """For headings."""
        pages = "1 page" if self.pages == 1 else f"{self.pages} pages"
        return f"{self.name}: {pages} of {self.cells} cells"


WORKLOADS: Mapping[str, Workload] = MappingProxyType(
    {
        workload.name: workload
        for workload in (
            Workload("W1", 1, 9),
            Workload("W20", 20, 10),
            Workload("W200", 200, 5),
        )
    }
)


def lessons(workload: Workload, revision: int = 0) -> list[Lesson]:
    """The workload's pages; another revision changes one constant of one cell of `edited`."""
    middle = workload.pages // 2
    if workload.name == "W1":
        return [_seed_lesson(_constant(middle, middle, revision))]
    return [
        _lesson(number, workload.cells, _constant(number, middle, revision))
        for number in range(workload.pages)
    ]


def edited(found: list[Lesson]) -> Lesson:
    """The page in the middle, the one that an edit changes."""
    return found[len(found) // 2]


def _constant(number: int, middle: int, revision: int) -> int:
    return 5000 + revision if number == middle else 1001 + number


def _mark_line(constant: int) -> str:
    return f'\nprint("mark", (torch.tensor({constant}) * {FACTOR}).item())'


def _with_mark(codes: list[str], constant: int) -> list[str]:
    middle = len(codes) // 2
    return [
        code + _mark_line(constant) if number == middle else code
        for number, code in enumerate(codes)
    ]


# Each is a cell: `i` makes its names its own, n, m and k vary from page to page.
CELLS = (
    """\
a{i} = torch.full(({n}, {m}), {k}.0, requires_grad=True)
(a{i} * a{i}.sin()).sum().backward()
print(a{i}.grad)""",
    """\
q{i} = {k} * torch.eye({n})
p{i} = torch.arange({n}.0).requires_grad_()
form{i} = p{i} @ q{i} @ p{i}
form{i}.backward()
print(form{i})
print(p{i}.grad)""",
    """\
t{i} = torch.linspace(-1, 1, {m}, requires_grad=True)
wave{i} = torch.cos({k} * t{i})
wave{i}.backward(torch.ones({m}))
print(wave{i}.detach())
print(t{i}.grad)""",
    """\
scores{i} = torch.randn({n}, {m}, requires_grad=True)
labels{i} = torch.zeros({n}, dtype=torch.long)
loss{i} = torch.nn.functional.cross_entropy(scores{i}, labels{i})
loss{i}.backward()
print(loss{i})
print(scores{i}.grad.sum(dim=1).abs().max() < 1e-6)""",
    """\
c{i} = torch.tensor([{k}.0, {n}.0], requires_grad=True)
for _ in range({m}):
    c{i}.pow(2).sum().backward()
print(c{i}.grad)""",
    """\
d{i} = torch.ones({n}, {m}, requires_grad=True)
shifted{i} = d{i} + {k}
(shifted{i}.detach() * d{i}).mean().backward()
print(shifted{i}.requires_grad, shifted{i}.detach().requires_grad)
print(d{i}.grad)""",
    """\
e{i} = torch.full(({m},), 0.5, requires_grad=True)
scaled{i} = {k} * e{i}
scaled{i}.retain_grad()
scaled{i}.pow(3).mean().backward()
print(scaled{i}.grad)
print(e{i}.grad)""",
    """\
s{i} = torch.tensor({k}.0, requires_grad=True)
(once{i},) = torch.autograd.grad(s{i} ** {n}, s{i}, create_graph=True)
once{i}.backward()
print(once{i}.item(), s{i}.grad.item())""",
    """\
def pair{i}(u):
    return torch.stack([u.prod(), (u ** 2).sum()])


print(torch.autograd.functional.jacobian(pair{i}, torch.arange(1.0, {m} + 1.0)))""",
    """\
g{i} = torch.ones({n}, requires_grad=True)
node{i} = (torch.relu(g{i} - {k}) + g{i}).sum().grad_fn
print(node{i}.name())
print([follower.name() for follower, _ in node{i}.next_functions])""",
)


def _lesson(number: int, cells: int, constant: int) -> Lesson:
    shapes = [_shape(number, cell) for cell in range(cells)]
    codes = [
        CELLS[(number + cell) % len(CELLS)].format(i=cell + 1, n=n, m=m, k=k)
        for cell, (n, m, k) in enumerate(shapes)
    ]
    codes[0] = f"import torch\n\ntorch.manual_seed({number})\n{codes[0]}"
    steps = tuple(
        Step(f"Step {cell}", f"The cell works with sizes {n} and {m}, and with `k = {k}`.", code)
        for cell, ((n, m, k), code) in enumerate(
            zip(shapes, _with_mark(codes, constant), strict=True), start=1
        )
    )
    formula = rf"$\frac{{\partial}}{{\partial x_i}} \sum_j (x_j + {number})^2 = 2 (x_i + {number})$"
    intro = f"Read each cell, say what it will print, then look. One rule is used often: {formula}."
    return Lesson(f"lesson_{number:03d}", f"Lesson {number}", intro, steps, constant)


def _shape(number: int, cell: int) -> tuple[int, int, int]:
    return 2 + (number + cell) % 4, 2 + (2 * number + cell) % 5, 2 + (number + 3 * cell) % 3


# The cells of the old notebook that this site replaces. Only the names of its second story differ,
# because a snippet of this site binds a name once; every tool gets the same text.
SEED = (
    ("Import", "Everything comes from one package.", "import torch"),
    ("A leaf", "A tensor that records.", "x = torch.ones(2, 2, requires_grad=True)\nprint(x)"),
    ("An operation", "The result records as well.", "y = x + 2\nprint(y)"),
    ("Its node", "It knows the operation that made it.", "print(y.grad_fn.name())"),
    (
        "A mean",
        r"Now $z_i = 3(x_i+2)^2$ and $o = \frac{1}{4}\sum_i z_i$.",
        "z = y * y * 3\nout = z.mean()\n\nprint(z)\nprint(out)",
    ),
    ("Backward", "`out` has one entry, so nothing is passed.", "out.backward()"),
    (
        "The gradient",
        r"By hand, $\frac{\partial o}{\partial x_i} = \frac{3}{2}(x_i+2) = \frac{9}{2}$.",
        "print(x.grad)",
    ),
    (
        "Many steps",
        "How often it doubles depends on the numbers.",
        "v = torch.randn(3, requires_grad=True)\n\nw = v * 2\nwhile w.data.norm() < 1000:\n"
        "    w = w * 2\n\nprint(w)",
    ),
    (
        "A vector",
        "`w` has three entries, so `backward` wants three weights.",
        "gradients = torch.FloatTensor([0.1, 1.0, 0.0001])\nw.backward(gradients)\n\nprint(v.grad)",
    ),
)


def _seed_lesson(constant: int) -> Lesson:
    codes = _with_mark([code for _, _, code in SEED], constant)
    steps = tuple(
        Step(title, text, code) for (title, text, _), code in zip(SEED, codes, strict=True)
    )
    return Lesson("autograd", "Autograd", "Gradients without a formula by hand.", steps, constant)
