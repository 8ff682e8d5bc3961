"""Laws without a formula are random tables: what holds for all laws is right, all else is not."""

from __future__ import annotations

import pytest

from livecells.formula import Context, FormulaError

P2 = "p(x, z)"
PQ = r"p(x, z), q(z \mid x)"
PQ2 = "p(x), q(x)"
P3 = "p(x, y, z)"
TH = r"p_\theta(x, z), q_\phi(z \mid x)"
RIGHT = [
    (P2, r"p(x \mid z) = \frac{p(z \mid x)\, p(x)}{p(z)}"),
    (P2, r"p(x, z) = p(x \mid z)\, p(z) = p(z \mid x)\, p(x)"),
    (P2, r"p(x) = \sum_z p(x, z) = \sum_z p(x \mid z)\, p(z)"),
    (P2, r"p(x) = \int p(x, z)\, dz"),
    (P2, r"p(x) = \int p(x \mid z)\, p(z)\, dz"),
    (P2, r"p(z \mid x) = \frac{p(x \mid z)\, p(z)}{\int p(x \mid z)\, p(z)\, dz}"),
    (P2, r"p(z \mid x) = \frac{p(x \mid z)\, p(z)}{\sum_{z} p(x \mid z)\, p(z)}"),
    (P2, r"\log p(x, z) = \log p(x) + \log p(z \mid x)"),
    (P2, r"\sum_x p(x) = 1"),
    (P2, r"\sum_z p(z \mid x) = 1"),
    (P2, r"\int p(z \mid x)\, dz = 1"),
    (
        PQ,
        r"\log p(x) = \mathbb{E}_{q(z \mid x)}\left[\log \frac{p(x, z)}{q(z \mid "
        r"x)}\right] + D_{KL}(q(z \mid x) \| p(z \mid x))",
    ),
    (PQ, r"\log p(x) \ge \mathbb{E}_{q(z \mid x)}[\log p(x, z) - \log q(z \mid x)]"),
    (
        PQ,
        r"\log p(x) \ge \mathbb{E}_{z \sim q(z \mid x)}[\log p(x \mid z)] - D_{KL}(q(z "
        r"\mid x) \| p(z))",
    ),
    (
        PQ,
        r"\mathbb{E}_{q(z \mid x)}[\log p(x, z) - \log q(z \mid x)] = \mathbb{E}_{q(z "
        r"\mid x)}[\log p(x \mid z)] - D_{KL}(q(z \mid x) \| p(z))",
    ),
    (
        PQ,
        r"D_{KL}(q(z \mid x) \| p(z \mid x)) = \sum_z q(z \mid x) \log \frac{q(z \mid "
        r"x)}{p(z \mid x)}",
    ),
    (PQ, r"D_{KL}(q(z \mid x) \| p(z)) \ge 0"),
    (
        TH,
        r"\log p_\theta(x) = \mathbb{E}_{q_\phi(z \mid x)}\left[\log \frac{p_\theta(x, "
        r"z)}{q_\phi(z \mid x)}\right] + D_{KL}(q_\phi(z \mid x) \| p_\theta(z \mid x))",
    ),
    (
        TH,
        r"\log p_\theta(\mathbf{x}) \ge \mathbb{E}_{q_\phi(\mathbf{z} \mid "
        r"\mathbf{x})}[\log p_\theta(\mathbf{x} \mid \mathbf{z})] - "
        r"D_{KL}(q_\phi(\mathbf{z} \mid \mathbf{x}) \| p_\theta(\mathbf{z}))",
    ),
    (PQ2, r"D_{KL}(p(x) \| q(x)) = -\sum_x p(x) \log q(x) + \sum_x p(x) \log p(x)"),
    (PQ2, r"D_{KL}(p(x) \| q(x)) = \sum_x p(x) \log \frac{p(x)}{q(x)}"),
    (PQ2, r"\mathbb{E}_{p(x)}[\log q(x)] \le \mathbb{E}_{p(x)}[\log p(x)]"),
    (PQ2, r"\mathbb{E}_{p(x)}\left[\frac{q(x)}{p(x)}\right] = 1"),
    (P3, r"p(x, y, z) = p(x \mid y, z)\, p(y \mid z)\, p(z)"),
    (P3, r"p(x, y, z) = p(z)\, p(y \mid z)\, p(x \mid y, z)"),
    (P3, r"p(x, y \mid z) = p(x \mid y, z)\, p(y \mid z)"),
    (P3, r"p(x \mid z) = \sum_y p(x, y \mid z)"),
    (P3, r"p(x \mid z) = \sum_y p(x \mid y, z)\, p(y \mid z)"),
    (P3, r"p(y \mid x, z) = \frac{p(x \mid y, z)\, p(y \mid z)}{p(x \mid z)}"),
    (P2, r"\sum_x p(x) \log p(x) \ge \sum_{x, z} p(x, z) \log p(x, z)"),
    (P2, r"\sum_{x,z} p(x, z) \log\frac{p(x, z)}{p(x)\, p(z)} \ge 0"),
    (
        P2,
        r"\sum_{x,z} p(x, z) \log\frac{p(x, z)}{p(x)\, p(z)} = \sum_{x,z} p(x, z) "
        r"\log\frac{p(x \mid z)}{p(x)}",
    ),
    (P2, r"\mathbb{E}_{p(z)}[p(x \mid z)] = p(x)"),
    (P2, r"\mathbb{E}_{p(x, z)}[\log p(x)] = \mathbb{E}_{p(x)}[\log p(x)]"),
]
WRONG = [
    (P2, r"p(x \mid z) = \frac{p(z \mid x)\, p(z)}{p(x)}"),
    (P2, r"p(x, z) = p(x)\, p(z)"),
    (P2, r"p(x, z) = p(x \mid z)\, p(x)"),
    (P2, r"p(x) = \int p(x, z)\, dx"),
    (P2, r"p(x) = \sum_z p(x \mid z)"),
    (P2, r"\sum_x p(z \mid x) = 1"),
    (P2, r"\log p(x, z) = \log p(x) + \log p(z)"),
    (P2, r"\mathbb{E}_{p(x)}[p(x \mid z)] = p(x)"),
    (P2, r"\sum_{x,z} p(x, z) \log\frac{p(x, z)}{p(x)\, p(z)} = 0"),
    (
        PQ,
        r"\log p(x) = \mathbb{E}_{q(z \mid x)}[\log p(x, z)] + D_{KL}(q(z \mid x) \| p(z \mid x))",
    ),
    (PQ, r"\log p(x) \ge \mathbb{E}_{q(z \mid x)}[\log p(x \mid z)]"),
    (PQ, r"\log p(x) \ge \mathbb{E}_{q(z \mid x)}[\log p(x, z)] + D_{KL}(q(z \mid x) \| p(z))"),
    (PQ, r"D_{KL}(q(z \mid x) \| p(z)) \ge 0.001"),
    (PQ2, r"D_{KL}(p(x) \| q(x)) = D_{KL}(q(x) \| p(x))"),
    (PQ2, r"\mathbb{E}_{p(x)}[\log q(x)] \ge \mathbb{E}_{p(x)}[\log p(x)]"),
    (P3, r"p(x, y, z) = p(x \mid y)\, p(y \mid z)\, p(z)"),
    (P3, r"p(x, y \mid z) = p(x \mid z)\, p(y \mid z)"),
]
FAULTS = [
    ("p", {}, "no law: write p\\(x, z\\)"),
    ("p(x, x)", {}, "letters are one to four, each once"),
    ("p(a, b, c, d, e)", {}, "letters are one to four, each once"),
    ("p(x | y | z)", {}, "no law: write"),
    ("p(x), q(x)", {}, "q\\(x\\) is declared, and the display has no q"),
    ("p(x)", {"x": 2.0}, "x has a meaning already"),
]


@pytest.mark.parametrize(("laws", "tex"), RIGHT)
def test_what_holds_for_all_laws_is_right(laws: str, tex: str) -> None:
    page = Context()
    report = page.check(tex, laws=laws)
    assert {one.mark for one in report.statements} == {"points"}
    assert report.notes == ("Compared for random tables of probabilities.",)
    assert not page.definitions


@pytest.mark.parametrize(("laws", "tex"), WRONG)
def test_what_holds_for_some_laws_is_wrong(laws: str, tex: str) -> None:
    with pytest.raises(FormulaError, match=r"this step is wrong|not on the left|free on the right"):
        Context().check(tex, laws=laws)


@pytest.mark.parametrize(("laws", "at", "reason"), FAULTS)
def test_a_law_that_is_none_is_told(laws: str, at: dict[str, float], reason: str) -> None:
    with pytest.raises(FormulaError, match=reason):
        Context().check(r"\sum_x p(x) = 1", at, laws=laws)


def test_a_law_that_is_not_declared_is_not_known() -> None:
    with pytest.raises(FormulaError):
        Context().check(r"p(x, z) = p(x \mid z)\, p(z)")
