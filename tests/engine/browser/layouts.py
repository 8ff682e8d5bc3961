"""Programs that ask how results lie in memory, by a seed: `program("a * b", "7")`."""

from __future__ import annotations

import random

OPERATIONS = """
a * b
a + 1
a.exp()
a.clone()
torch.where(a > 0, a, b)
torch.where(a > 0, a, 0.0)
torch.where(c, a, b)
a.where(b > 0, b)
a.clamp(-1, 1)
a.clamp(min=0)
a.clamp(min=b)
a.clamp(min=b, max=b + 1)
a.clamp_min(0)
a.clamp_max(0)
a.double()
a.to(torch.float64)
a.int()
a.long()
a.bool()
a.type_as(torch.ones(1, dtype=torch.float64))
a.double().float()
torch.maximum(a, b)
torch.minimum(a, b)
torch.hypot(a, b)
torch.atan2(a, b)
torch.logaddexp(a, b)
a ** 2
a ** 3
a ** b
2 ** a
a > b
a == 0
a.lerp(b, 0.3)
a.addcmul(b, b)
a.addcdiv(b, b)
a.fmod(2)
a % 2
a // 2
torch.isnan(a)
a.isfinite()
a.isclose(b)
a.logical_and(b)
a.logical_not()
~(a > 0)
(a > 0) & (b > 0)
a.nan_to_num()
torch.xlogy(a, b)
a.masked_fill(a > 0, 0)
a.masked_fill(c, 0)
a.softmax(-1)
a.log_softmax(0)
a.cumsum(0)
a.sum(0)
a.sum(-1, keepdim=True)
a.mean(-1)
a.max(0).values
a.amax(0)
a.prod(0)
a.var(0)
a.std(-1)
a.norm(dim=0)
a.logsumexp(0)
a.any(0)
a.all(0)
a.argmax(0)
a.sort(0).values
a.topk(1).values
a.flip(0)
a.roll(1, 0)
a.tril() if a.dim() > 1 else a
a.repeat(2, 1, 1)
a.tile(2)
torch.cat([a, a])
torch.cat([a, a], -1)
torch.stack([a, a])
a[[0, 0]]
a[:, [0]]
a[a > 0]
a.index_select(0, torch.tensor([0]))
a.gather(0, torch.zeros(1, 1, 1, dtype=torch.long)) if a.dim() == 3 else a
F.relu(a)
F.gelu(a)
F.silu(a)
F.softplus(a)
F.leaky_relu(a)
F.elu(a)
F.logsigmoid(a)
F.hardtanh(a)
F.dropout(a, 0.0)
F.dropout(a, 0.5)
F.dropout(a, 0.5, training=False)
F.layer_norm(a, a.shape[-1:])
F.mse_loss(a, b, reduction='none')
F.l1_loss(a, b, reduction='none')
F.linear(a, torch.ones(2, a.shape[-1]))
F.linear(a, torch.ones(2, a.shape[-1]), torch.ones(2))
F.normalize(a, dim=0)
a @ a.transpose(-1, -2)
a.transpose(-1, -2) @ b
torch.zeros_like(a)
torch.ones_like(b)
torch.rand_like(a)
torch.randn_like(a)
torch.empty_like(a)
torch.full_like(a, 2.0)
a.detach().clone()
a.abs()
a.sign()
a.sigmoid()
a.round()
a.erf()
a.float()
a.half()
a.contiguous()
a.reshape(-1)
a.unsqueeze(0) * 2
a.transpose(0, -1).exp() * b.transpose(0, -1)
(a * b).transpose(0, -1) + 1
a.expand(2, *a.shape) + 1
a.expand(2, *a.shape).clone()
a.cumprod(0)
a.square()
a.rsqrt()
a.heaviside(b)
torch.sub(a, b, alpha=2)
a.copysign(b)
a.div(b, rounding_mode='floor')
a.unbind(0)[0] * 2
a.to(b.dtype, copy=True)
a.squeeze() + 0
a.angle()
a.unfold(0, 1, 1) * 1
torch.special.expit(a)
torch.complex(a, b)
torch.complex(a, b).abs()
torch.complex(a, b).conj()
torch.complex(a, b) * 2
""".strip().splitlines()
HEAD = "import torch\nimport torch.nn.functional as F\n"


class Tensors:
    """Writes tensors whose dimensions lie in memory in any order, with gaps or spread."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)

    def shape(self) -> tuple[int, ...]:
        dimensions = self.random.choice([2, 2, 3, 3, 4])
        return tuple(self.random.choice([1, 2, 3, 3, 4]) for _ in range(dimensions))

    def beside(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """A shape that goes with another."""
        if self.random.random() < 0.7:
            return shape
        fewer = tuple(n if self.random.random() < 0.6 else 1 for n in shape)
        return fewer[1:] if len(fewer) > 2 and self.random.random() < 0.4 else fewer

    def tensor(self, shape: tuple[int, ...]) -> str:
        order = list(range(len(shape)))
        self.random.shuffle(order)
        stored = [shape[order.index(place)] for place in range(len(shape))]
        turned = f".permute({tuple(order)})"
        match self.random.choices(range(5), (3, 2, 2, 2, 11))[0]:
            case 0:
                return f"torch.randn({shape})"
            case 1:
                some = tuple(n if self.random.random() < 0.5 else 1 for n in shape)
                return f"torch.randn({some}).expand({shape})"
            case 2:
                cut = ", ".join(f":{n}" for n in stored)
                return f"torch.randn({[n + 1 for n in stored]})[{cut}]{turned}"
            case 3:
                every = ", ".join("::2" for _ in stored)
                return f"torch.randn({[n * 2 for n in stored]})[{every}]{turned}"
        return f"torch.randn({stored}){turned}"


def program(operation: str, seed: str) -> str:
    """A program that tells the size and the strides of what an operation gives."""
    make = Tensors(f"{operation} {seed}")
    shape = make.shape()
    lines = [
        f"a = {make.tensor(shape)}",
        f"b = {make.tensor(make.beside(shape))}",
        f"c = {make.tensor(shape)} > 0",
        "a.requires_grad_()" if make.random.random() < 0.4 else "",
        f"out = {operation}",
        "print(tuple(out.shape), out.stride())",
    ]
    return HEAD + "\n".join(lines)
