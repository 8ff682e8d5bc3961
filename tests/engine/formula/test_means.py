r"""Means: over laws that are stated, \mathbb{E}_{x \sim p}, or over the samples of an array."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from livecells.formula import Context, FormulaError

AT = {
    "X": [1.0, 2.0, 4.5], "Y": [0.3, 2.2, 1.0], "a": 0.3, "b": 1.4, r"\mu": 0.4, r"\sigma": 0.7,
    r"\lambda": 1.3, r"\theta": 0.3, "p": [0.2, 0.3, 0.5], "q": [0.3, 0.1, 0.6],
    "f": [1.0, 4.0, 2.0], "n": 5, "k": 3, "m": [0.1, 0.4], "v": [0.3, 1.2],
    "S": [[1.5, 0.2], [0.2, 0.7]],
}  # fmt: skip
NORMAL = r"x \sim \mathcal{N}(\mu, \sigma^2)"
RIGHT = [
    r"\mathbb{E}[aX + b] = a\,\mathbb{E}[X] + b",
    r"\operatorname{Var}(X) = \mathbb{E}[X^2] - (\mathbb{E}[X])^2",
    r"\mathrm{Var}[X] = \mathrm{E}[(X - \mathrm{E}[X])^2]",
    r"\operatorname{Cov}(X, Y) = \mathbb{E}[XY] - \mathbb{E}[X]\,\mathbb{E}[Y]",
    rf"\mathbb{{E}}_{{{NORMAL}}}[x^2] = \mu^2 + \sigma^2",
    rf"{NORMAL}, \quad \mathbb{{E}}[x] = \mu, \quad \operatorname{{Var}}(x) = \sigma^2",
    rf"\mathbb{{E}}[e^x] = e^{{\mu + \sigma^2 / 2}}, \quad {NORMAL}",
    rf"\frac{{\partial}}{{\partial \mu}} \mathbb{{E}}_{{{NORMAL}}}[\sin x]"
    rf" = \mathbb{{E}}_{{{NORMAL}}}\left[\frac{{x - \mu}}{{\sigma^2}} \sin x\right]",
    r"\mathbb{E}_{x \sim \mathcal{N}(0, \sigma^2)}[\max(0, x)] = \frac{|\sigma|}{\sqrt{2 \pi}}",
    r"\operatorname{Var}(x) = \theta(1 - \theta), \quad x \sim \mathrm{Bernoulli}(\theta)",
    r"\mathbb{E}[x] = \frac{1}{\lambda}, \quad x \sim \mathrm{Exp}(\lambda)",
    r"\operatorname{Var}(x) = \frac{(b - a)^2}{12}, \quad x \sim \mathcal{U}[a, b]",
    r"\mathbb{E}[x^2] = \lambda + \lambda^2, \quad x \sim \mathrm{Poisson}(\lambda)",
    r"\mathbb{E}[x] = n \theta, \quad x \sim \mathrm{Bin}(n, \theta)",
    r"\mathbb{E}_{x \sim p}[f(x)] = \sum_x p(x) f(x)",
    r"\mathbb{E}_{p(x)}[f(x)] = \mathbb{E}_{x \sim q}\left[\frac{p(x)}{q(x)} f(x)\right]",
    r"\mathbb{E}_{x \sim p}[1] = 1",
    r"\mathcal{N}(a; \mu, \sigma^2) = \frac{1}{\sqrt{2 \pi \sigma^2}} e^{-(a - \mu)^2/(2\sigma^2)}",
    r"P(x = k) = \frac{\lambda^k e^{-\lambda}}{k!}, \quad x \sim \mathrm{Poisson}(\lambda)",
    r"\Pr(x \le 1) = e^{-\lambda} (1 + \lambda), \quad x \sim \mathrm{Poisson}(\lambda)",
    r"\log \mathcal{N}(v \mid m, S) = -\log 2 \pi - \frac{1}{2} \log |S|"
    r" - \frac{1}{2} (v - m)^\top S^{-1} (v - m)",
    r"D_{KL}(\mathcal{N}(\mu, \sigma^2) \,\|\, \mathcal{N}(0, 1))"
    r" = \frac{1}{2} (\mu^2 + \sigma^2 - \log \sigma^2 - 1)",
]  # fmt: skip
WRONG = [
    (r"\operatorname{Var}(X) = \mathbb{E}[X^2] - \mathbb{E}[X]", "this step is wrong"),
    (r"\mathbb{E}[XY] = \mathbb{E}[X]\,\mathbb{E}[Y]", "this step is wrong"),
    (r"\mathbb{E}_{x \sim \mathcal{N}(\mu, \sigma)}[x^2] = \mu^2 + \sigma^2", "this step is wrong"),
    (r"\mathbb{E}_{x \sim q}[f(x)] = \sum_x p(x) f(x)", "this step is wrong"),
    (r"\mathbb{E}[x] = \lambda, \quad x \sim \mathrm{Exp}(\lambda)", "this step is wrong"),
    (r"D_{KL}(\mathcal{N}(0, 1) \,\|\, \mathcal{N}(a, \sigma^2)) = \frac{a^2 + \sigma^2 - 1}{2}",
     "this step is wrong"),
    (r"P(x = k) = \frac{\lambda^k e^{-\lambda}}{k}, \quad x \sim \mathrm{Poisson}(\lambda)",
     "this step is wrong"),
    (r"P(x = k) = \frac{\lambda^k e^{-\lambda}}{k!}", "the mean over what"),
    (r"D_{KL}(\mathcal{U}(0, 1) \,\|\, \mathcal{N}(0, 1)) = 1", "alone"),
    (r"\mathbb{E}[a] = a", "the mean over what"),
    (r"\mathbb{E}[X^\top Y] = 3", "of numbers, or of vectors"),
    (r"\mathbb{E}[X \mid Y] = 2", "given something is not computed"),
    (r"\mathbb{E}_{x \sim \mathcal{D}}[x] = 1", "which distribution is this"),
    (r"x \sim \mathcal{N}(0, 1)", "and alone states nothing"),
    (r"a + a = 2a, \quad x \sim \mathcal{N}(0, 1)", "no mean of it stands here"),
    (r"\mathcal{N}(\mu, \sigma^2) = 1", "the density of a normal law is written"),
    (r"\mathbb{E}_{x \sim \mathcal{N}(\mu, \sigma^2)}[\max(0, x)] = \mu", "has no value"),
]  # fmt: skip


@pytest.mark.parametrize("tex", RIGHT)
def test_means_are_computed(tex: str) -> None:
    fixed = ["n"] if "Bin" in tex else ["k"] if "= k" in tex else []
    report = Context().check(tex, AT, fixed=fixed)
    assert all(statement.mark == "points" for statement in report.statements)


@pytest.mark.parametrize(("tex", "says"), WRONG)
def test_wrong_means_and_laws_that_are_not_known_are_refused(tex: str, says: str) -> None:
    with pytest.raises(FormulaError) as caught:
        Context().check(tex, AT)
    assert says in str(caught.value)


def test_a_layer_norm_has_the_mean_of_its_entries() -> None:
    tex = r"y = \frac{x - \mathrm{E}[x]}{\sqrt{\mathrm{Var}[x] + \epsilon}} * \gamma + \beta"
    x = np.array([1.0, 2.0, 4.5])
    at: dict[str, Any] = {"x": x, r"\epsilon": 0.1, r"\gamma": 1.2, r"\beta": 0.1}
    value = (x - x.mean()) / np.sqrt(x.var() + 0.1) * 1.2 + 0.1
    assert Context().define(tex, at, value).compared is not None
    with pytest.raises(FormulaError, match="the run gives another value"):
        Context().define(tex, at, (x - x.mean()) / np.sqrt(x.var(ddof=1) + 0.1) * 1.2 + 0.1)


def test_a_normal_law_of_vectors_has_a_density() -> None:
    apart, cov = np.array([0.2, 0.8]), np.array(AT["S"])
    value = np.exp(-apart @ np.linalg.inv(cov) @ apart / 2) / np.sqrt(
        (2 * np.pi) ** 2 * np.linalg.det(cov)
    )
    assert Context().define(r"d = \mathcal{N}(v \mid m, S)", AT, value).compared is not None
