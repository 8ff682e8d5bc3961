"""Relations are tried with numbers from millionths to millions, and the mark says up to where."""

import pytest

from livecells.formula import Context, FormulaError

WRONG = [
    r"x^2 \ge \frac{x^3}{8}",
    r"\sqrt{x} \ge \frac{x}{3}, \quad x \ge 0",
    r"\sqrt{x} \ge \frac{x}{500}, \quad x \ge 0",
    r"\log(1 + x) \ge \frac{x}{2000}, \quad x \ge 0",
    r"e^{x/10} \le 1 + x, \quad x \ge 0",
    r"e^x \le 1 + x + x^2 + x^3 + x^4 + x^5 + x^6, \quad x \ge 0",
    r"e^x \le 10^5",
    r"e^x \le 10^{300}",
    r"\cosh x \le 1 + x^2 + x^8",
    r"e^{-x} \ge 10^{-20}",
    r"\sqrt{x} + y \ge \frac{x}{4}, \quad x \ge 0, \quad y \ge 0",
    r"\min(e^x, 10^7) = e^x",
    r"\min(\sinh x, 10^6) = \sinh x",
    r"\left\lfloor \frac{x}{4000} \right\rfloor = 0, \quad x \ge 0",
    r"x^2 \ge 10^{-4} x",
]
RIGHT = [
    (r"e^x \ge 1 + x", "from −1 000 000 to 700."),
    (r"\log(1 + x) \le x, \quad x \ge 0", "from 0.000001 to 1 000 000."),
    (r"\tanh x < 1", "from −1 000 000 to 1 000 000."),
    (r"\sqrt{x + 1} - \sqrt{x} > 0, \quad x \ge 0", "to 1 000 000."),
    (r"\left(1 + \frac{1}{x}\right)^x < e, \quad x > 0", "to 1 000 000."),
    (r"|x + y| \le |x| + |y|", "from −1 000 000 to 1 000 000."),
    (r"\lfloor x + 1 \rfloor = \lfloor x \rfloor + 1", "from −1 000 000 to 1 000 000."),
    (r"\max(x, 0) = \frac{x + |x|}{2}", "from −1 000 000 to 1 000 000."),
    (r"\sqrt{x} \ge x, \quad 0 \le x \le 1", ""),
]


def _at(tex: str) -> dict[str, float]:
    return {"x": 0.7, **({"y": 1.1} if "y" in tex else {})}


@pytest.mark.parametrize("tex", WRONG)
def test_a_relation_that_fails_for_large_or_small_numbers_is_refused(tex: str) -> None:
    with pytest.raises(FormulaError, match="this step is wrong"):
        Context().check(tex, at=_at(tex))


@pytest.mark.parametrize(("tex", "said"), RIGHT)
def test_the_mark_says_with_which_numbers_a_relation_was_tried(tex: str, said: str) -> None:
    notes = " ".join(Context().check(tex, at=_at(tex)).notes)
    assert said in notes
    assert ("for numbers" in notes) == bool(said)
