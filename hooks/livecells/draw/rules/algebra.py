"""Rules of linear algebra and of complex numbers."""

from __future__ import annotations

from livecells.draw.rules.facts import Facts, numbers_in
from livecells.draw.rules.formula import Lines, rule, same, says


def _turned(n: Facts, letter: str) -> str:
    """A matrix turned over; its entries become conjugates where they are complex."""
    return rf"{letter}^{{\mathsf {'H' if n.is_complex else 'T'}}}"


@rule("Mm0 Bmm0", "A:self B:mat2", complex_too=True, result="Y")
def _mm(n: Facts) -> Lines:
    return says(
        rf"\bar @A = \bar @y\,{_turned(n, '@B')}", rf"\bar @B = {_turned(n, '@A')}\,\bar @y"
    )


@rule("Mv0", "A:self v:vec")
def _mv(n: Facts) -> Lines:
    return says(
        rf"\bar @A = \bar @y\,{_turned(n, '@v')}", rf"\bar @v = {_turned(n, '@A')}\,\bar @y"
    )


@rule("Dot0", "a:self b:tensor", complex_too=True)
def _dot(n: Facts) -> Lines:
    star = "^*" if n.is_complex else ""
    return says(rf"\bar @a = \bar @y\,@b{star}", rf"\bar @b = \bar @y\,@a{star}")


@rule("Vdot0", "a:self b:other", complex_too=True)
def _vdot(n: Facts) -> Lines:
    star = "^*" if n.is_complex else ""
    return says(rf"\bar @a = \bar @y{star}\,@b", r"\bar @b = \bar @y\,@a")


def _sum_of_products(n: Facts, first: str, second: str, third: str, tail: str = "") -> Lines:
    """What `beta` times a first input plus `alpha` times a product hands back."""
    alpha, beta = n.number("alpha", 1), n.number("beta", 1)
    if alpha is None or beta is None:
        return None
    scale = {name: value for name, value in (("alpha", alpha), ("beta", beta)) if value != 1}
    left = r"\beta\," if "beta" in scale else ""
    factor = r"\alpha\," if "alpha" in scale else ""
    if 0 not in n.inputs:
        scale.pop("beta", None)
    if {1, 2}.isdisjoint(n.inputs):
        scale.pop("alpha", None)
    lines = (
        rf"\bar @c = {left}\bar @y{_copies(n, tail)}",
        rf"{first} = {factor}{second}",
        rf"{third.partition(' = ')[0]} = {factor}{third.partition(' = ')[2]}",
    )
    return says(*lines, **scale)


def _copies(n: Facts, tail: str) -> str:
    operand = n.inputs.get(0)
    if tail or operand is None or n.y is None or operand["shape"] == n.y["shape"]:
        return tail
    return r"\text{, summed over the copies of } @c"


rule("Addmm0 Baddbmm0", "c:self A:mat1 B:mat2", result="Y")(
    lambda n: _sum_of_products(
        n, r"\bar @A", r"\bar @y\,@B^{\mathsf T}", r"\bar @B = @A^{\mathsf T}\,\bar @y"
    )
)
rule("Addmv0", "c:self A:mat v:vec")(
    lambda n: _sum_of_products(
        n, r"\bar @A", r"\bar @y\,@v^{\mathsf T}", r"\bar @v = @A^{\mathsf T}\,\bar @y"
    )
)
rule("Addbmm0", "c:self A:batch1 B:batch2", result="Y")(
    lambda n: _sum_of_products(
        n, r"\bar @A_k", r"\bar @y\,@B_k^{\mathsf T}", r"\bar @B_k = @A_k^{\mathsf T}\,\bar @y"
    )
)
rule("Addr0", "c:self a:vec1 b:vec2", result="Y")(
    lambda n: _sum_of_products(n, r"\bar @a", r"\bar @y\,@b", r"\bar @b = \bar @y^{\mathsf T}\,@a")
)
rule("LinalgCross0", "a:self b:other")(
    lambda n: (
        says(r"\bar @a = @b \times \bar @y", r"\bar @b = \bar @y \times @a")
        if len({tuple(v["shape"]) for v in (*n.inputs.values(), n.y) if v is not None}) == 1
        else None
    )
)


# ----- Inverses -----


@rule("LinalgDet0", "A:A")
def _det(n: Facts) -> Lines:
    numbers = numbers_in(n.y)
    if numbers is None or 0 in numbers:
        return None
    return says(r"\bar @A = \bar @y\,@y\,@A^{-\mathsf T}")


@rule("LinalgSlogdet0", "A:A")
def _slogdet(n: Facts) -> Lines:
    signs = numbers_in(n.y)
    if signs is None or 0 in signs:
        return None
    return says(r"\bar @A = \bar @y_2\,@A^{-\mathsf T}")


rule("LinalgInvEx0", "A:A", result="Y")(same(r"\bar @A = -@y^{\mathsf T}\,\bar @y\,@y^{\mathsf T}"))


@rule("LinalgSolveEx0", "A:A B:B", result="X")
def _solve(n: Facts) -> Lines:
    if n.settings.get("left"):
        return says(
            r"\bar @A = -@A^{-\mathsf T}\,\bar @y\,@y^{\mathsf T}",
            r"\bar @B = @A^{-\mathsf T}\,\bar @y",
        )
    return says(
        r"\bar @A = -@y^{\mathsf T}\,\bar @y\,@A^{-\mathsf T}",
        r"\bar @B = \bar @y\,@A^{-\mathsf T}",
    )


@rule("LinalgCholeskyEx0", "A:self", result="L")
def _cholesky(n: Facts) -> Lines:
    if n.settings.get("upper"):
        return None
    return says(
        r"\bar @A = \tfrac12\,@y^{-\mathsf T} (S + S^{\mathsf T} - \operatorname{diag} S)\,@y^{-1}"
        r"\text{ with the lower triangle } S \text{ of } @y^{\mathsf T}\,\bar @y"
    )


# ----- Complex numbers -----

rule("Conj0 ConjPhysical0", complex_too=True)(same(r"\bar @a = \bar @y^*"))
rule("ViewAsReal0", complex_too=True)(
    same(r"\bar @a = \bar @y_1 + \mathrm i\,\bar @y_2\text{, from the last dimension of } \bar @y")
)
rule("ViewAsComplex0", complex_too=True)(
    same(r"\bar @a = (\operatorname{Re} \bar @y,\ \operatorname{Im} \bar @y)")
)
rule("Complex0", "a:real b:imag", complex_too=True)(
    lambda _n: says(r"\bar @a = \operatorname{Re} \bar @y", r"\bar @b = \operatorname{Im} \bar @y")
)
rule("Real0", complex_too=True)(same(r"\bar @a = \bar @y"))
