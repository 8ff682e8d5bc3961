"""Rules of arithmetic: sums, products, powers, bounds and choices, entry by entry."""

from __future__ import annotations

from livecells.draw.rules.facts import Facts, numbers_in
from livecells.draw.rules.formula import Formula, Lines, conjugate, rule, same, says
from livecells.record.schema import Value

_TWO = "a:self b:other"
_ZERO = r"\bar @a = 0"


@rule("Add0 Add1", _TWO, copies=True, complex_too=True)
def _add(n: Facts) -> Lines:
    return _scaled(n, r"\bar @a = \bar @y", r"\bar @b = ")


@rule("Sub0 Sub1", _TWO, copies=True, complex_too=True)
def _sub(n: Facts) -> Lines:
    return _scaled(n, r"\bar @a = \bar @y", r"\bar @b = -")


@rule("Rsub0 Rsub1", _TWO, copies=True)
def _rsub(n: Facts) -> Lines:
    formula = _scaled(n, "", r"\bar @a = -")
    lines = dict(formula.lines) if formula else {}
    return formula and Formula(((0, lines[1]), (1, r"\bar @b = \bar @y")), formula.numbers)


def _scaled(n: Facts, first: str, second: str) -> Lines:
    factor = n.number("alpha", 1)
    if factor is None:
        return None
    if factor == 1:
        return says(first, rf"{second}\bar @y")
    return says(first, rf"{second}\alpha\,\bar @y", alpha=factor)


@rule("Mul0 Mul1", _TWO, copies=True, complex_too=True)
def _mul(n: Facts) -> Lines:
    first, second = conjugate(n, "@b"), conjugate(n, "@a")
    return says(rf"\bar @a = \bar @y \odot {first}", rf"\bar @b = \bar @y \odot {second}")


@rule("Div0 Div1 Div2 Div3", _TWO, copies=True, complex_too=True)
def _div(n: Facts) -> Lines:
    if n.settings.get("rounding_mode"):
        return says(_ZERO, r"\bar @b = 0")
    if n.is_complex:
        return says(
            r"\bar @a = \frac{\bar @y}{@b^*}",
            r"\bar @b = -\bar @y \odot \Bigl(\frac{@a}{@b^2}\Bigr)^*",
        )
    return says(r"\bar @a = \frac{\bar @y}{@b}", r"\bar @b = -\frac{\bar @y \odot @a}{@b^2}")


rule("Remainder0 Remainder1", _TWO, copies=True)(
    lambda _n: says(r"\bar @a = \bar @y", r"\bar @b = -\bar @y \odot \operatorname{floor}(@a / @b)")
)
rule("Fmod0 Fmod1", _TWO, copies=True)(
    lambda _n: says(r"\bar @a = \bar @y", r"\bar @b = -\bar @y \odot \operatorname{trunc}(@a / @b)")
)
rule("Neg0", complex_too=True)(same(r"\bar @a = -\bar @y"))
rule("Sign0 Floor0 Ceil0 Round0 Round1 Trunc0 Zero0")(same(_ZERO))
rule("Frac0")(same(r"\bar @a = \bar @y"))
rule("Fill0 Fill1 Fill2 Fill3", "a:self b:value", complex_too=True)(
    lambda _n: says(_ZERO, r"\bar @b = \sum_i \bar @y_i")
)


# ----- Powers -----


@rule("Pow0", complex_too=True)
def _power(n: Facts) -> Lines:
    exponent = n.number("exponent")
    if exponent is None:
        return None
    if exponent == 0:
        return says(_ZERO)
    if exponent == 2:
        return says(rf"\bar @a = 2\,\bar @y \odot {conjugate(n, '@a')}")
    slope = r"k\,@a^{k-1}"
    return says(rf"\bar @a = \bar @y \odot {conjugate(n, slope)}", k=exponent)


@rule("Pow1", "a:self b:exponent", copies=True)
def _power_of_tensors(n: Facts) -> Lines:
    base, exponent = n.input(0, "self"), n.input(1, "exponent")
    first, second = r"\bar @a = \bar @y \odot @b\,@a^{@b-1}", r"\bar @b = \bar @y \odot @y \ln @a"
    if _zero_in(exponent):
        first += r"\text{, but } 0 \text{ where } @b = 0"
    if _zero_in(base):
        second += r"\text{, but } 0 \text{ where } @a = 0 \text{ and } @b \ge 0"
    return says(first, second)


def _zero_in(value: Value | None) -> bool:
    """Whether there may be a zero."""
    numbers = numbers_in(value)
    return numbers is None or 0 in numbers


@rule("Pow2", "a:exponent | c:self")
def _power_of_number(n: Facts) -> Lines:
    base = n.number("self")
    if base is None:
        return None
    line = r"\bar @a = \bar @y \odot @y \ln @c"
    return says(line if base else rf"{line}\text{{, but }} 0 \text{{ where }} @a \ge 0")


# ----- Bounds -----


@rule("Abs0", complex_too=True)
def _abs(n: Facts) -> Lines:
    if n.is_complex:
        return says(r"\bar @a = \bar @y \odot \frac{@a}{|@a|}\text{, but } 0 \text{ where } @a = 0")
    return says(r"\bar @a = \bar @y \odot \operatorname{sign}(@a)")


_KEPT = r"\bar @a = \bar @y \text{ where } "
_ELSE = r" \text{, else } 0"


@rule("Clamp0 ClampMin1", "a:self l:min h:max", copies=True)
def _clamp_by_tensors(n: Facts) -> Lines:
    low, high = 1 in n.inputs or "min" in n.tensors, 2 in n.inputs or "max" in n.tensors
    if low and high:
        return says(
            rf"{_KEPT}@l \le @a \le @h{_ELSE}",
            rf"\bar @l = \bar @y \text{{ where }} @a < @l < @h{_ELSE}",
            rf"\bar @h = \bar @y \text{{ where }} @a > @h \text{{ or }} @h < @l{_ELSE}",
        )
    if low:
        below = rf"\bar @l = \bar @y \text{{ where }} @a < @l{_ELSE}"
        return says(rf"{_KEPT}@a \ge @l{_ELSE}", below)
    above = rf"\bar @h = \bar @y \text{{ where }} @a > @h{_ELSE}"
    return says(rf"{_KEPT}@a \le @h{_ELSE}", "", above)


@rule("ClampMax1", "a:self h:max", copies=True)
def _clamp_max(_n: Facts) -> Lines:
    above = rf"\bar @h = \bar @y \text{{ where }} @a > @h{_ELSE}"
    return says(rf"{_KEPT}@a \le @h{_ELSE}", above)


@rule("Clamp1 ClampMin0 ClampMax0", "a:self | l:min h:max")
def _clamp(n: Facts) -> Lines:
    low = r"@l \le " if n.number("min") is not None else ""
    high = r" \le @h" if n.number("max") is not None else ""
    return says(f"{_KEPT}{low}@a{high}{_ELSE}") if low or high else None


# ----- Choices -----

rule("Where0", "a:self b:other | m:condition", copies=True)(
    lambda _n: says(
        rf"{_KEPT}@m \text{{ is true}}{_ELSE}",
        rf"\bar @b = \bar @y \text{{ where }} @m \text{{ is false}}{_ELSE}",
    )
)
rule("MaskedFill0 MaskedFill1", "a:self b:value | m:mask", copies=True, complex_too=True)(
    lambda _n: says(
        rf"{_KEPT}@m \text{{ is false}}{_ELSE}",
        rf"\bar @b = \bar @y \text{{ where }} @m \text{{ is true}}{_ELSE}",
    )
)


def _larger(sign: str, other: str) -> Lines:
    half = r"\text{, } \tfrac12\,\bar @y \text{ where } @a = @b"
    return says(
        rf"\bar @a = \bar @y \text{{ where }} @a {sign} @b{half}{_ELSE}",
        rf"\bar @b = \bar @y \text{{ where }} @a {other} @b{half}{_ELSE}",
    )


rule("Maximum0", _TWO, copies=True)(lambda _n: _larger(">", "<"))
rule("Minimum0", _TWO, copies=True)(lambda _n: _larger("<", ">"))


def _no_nan(n: Facts) -> bool:
    values = (numbers_in(n.input(0, "self")), numbers_in(n.input(1, "other")))
    return all(found is not None and all(x == x for x in found) for found in values)


@rule("Fmax0 Fmin0", _TWO, copies=True)
def _larger_number(n: Facts) -> Lines:
    if not _no_nan(n):
        return None
    first, second = (r"\ge", "<") if n.operation.startswith("Fmax") else (r"\le", ">")
    return says(
        rf"{_KEPT}@a {first} @b{_ELSE}",
        rf"\bar @b = \bar @y \text{{ where }} @a {second} @b{_ELSE}",
    )


# ----- Two or three at once -----

rule("Atan20", _TWO, copies=True)(
    lambda _n: says(
        r"\bar @a = \bar @y \odot \frac{@b}{@a^2 + @b^2}",
        r"\bar @b = -\bar @y \odot \frac{@a}{@a^2 + @b^2}",
    )
)
rule("Hypot0", _TWO, copies=True)(
    lambda _n: says(
        r"\bar @a = \bar @y \odot \frac{@a}{@y}", r"\bar @b = \bar @y \odot \frac{@b}{@y}"
    )
)
rule("Logaddexp0", _TWO, copies=True)(
    lambda _n: says(r"\bar @a = \bar @y \odot e^{@a - @y}", r"\bar @b = \bar @y \odot e^{@b - @y}")
)
rule("Xlogy0", _TWO, copies=True)(
    lambda _n: says(
        r"\bar @a = \bar @y \odot \ln @b"
        r"\text{, but } 0 \text{ where } @a = 0 \text{ and } @b \le 0",
        r"\bar @b = \bar @y \odot \frac{@a}{@b}",
    )
)
rule("Copysign0", _TWO, copies=True)(
    lambda _n: says(
        r"\bar @a = \bar @y \odot \frac{@y}{@a}\text{, but } 0 \text{ where } @a = 0",
        r"\bar @b = 0",
    )
)
rule("Lerp0 Lerp1", "a:self b:end w:weight", copies=True)(
    lambda _n: says(
        r"\bar @a = \bar @y \odot (1 - @w)",
        r"\bar @b = \bar @y \odot @w",
        r"\bar @w = \bar @y \odot (@b - @a)",
    )
)


def _added(n: Facts, *scaled: str) -> Lines:
    """The rule of c + κ f(a, b); κ is left out of its lines where it is 1."""
    factor = n.number("value", 1)
    if factor is None:
        return None
    kappa = "" if factor == 1 else r"\kappa\,"
    lines = [r"\bar @c = \bar @y", *(line.replace("κ", kappa) for line in scaled)]
    return says(*lines, kappa=factor) if kappa else says(*lines)


@rule("Addcmul0", "c:self a:tensor1 b:tensor2", copies=True)
def _add_product(n: Facts) -> Lines:
    return _added(n, r"\bar @a = κ\bar @y \odot @b", r"\bar @b = κ\bar @y \odot @a")


@rule("Addcdiv0", "c:self a:tensor1 b:tensor2", copies=True)
def _add_quotient(n: Facts) -> Lines:
    return _added(
        n,
        r"\bar @a = κ\frac{\bar @y}{@b}",
        r"\bar @b = -κ\frac{\bar @y \odot @a}{@b^2}",
    )
