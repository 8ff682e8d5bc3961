"""Messages that tell what to write instead."""

import pytest

from livecells.formula import Context, FormulaError


@pytest.mark.parametrize(
    ("key", "meant"),
    [("\theta", r"\theta"), ("\alpha", r"\alpha"), ("\beta_0", r"\beta_0"), ("\nu", r"\nu")],
)
def test_a_key_that_yaml_has_changed_is_told_by_its_escape(key: str, meant: str) -> None:
    with pytest.raises(FormulaError, match="in single quotes") as refused:
        Context().check("x = 2", at={key: 1.0})
    assert f"'{meant}'" in refused.value.message
    assert "double quotes" in refused.value.message


@pytest.mark.parametrize("tex", ["T = 1.42", "T = 1.4185", "1.42 = T"])
def test_a_number_that_is_rounded_is_led_to_approx(tex: str) -> None:
    with pytest.raises(FormulaError, match="rounded: write") as refused:
        Context().check(tex, at={"T": 1.4185034})
    assert r"\approx" in refused.value.message
    assert Context().check(tex.replace("=", r"\approx"), at={"T": 1.4185034})


def test_a_rounded_number_beside_a_value_of_the_run_is_led_to_approx() -> None:
    with pytest.raises(FormulaError, match=r"1\.42 is this value, rounded"):
        Context().check("1.42", equals=1.4185034)
    with pytest.raises(FormulaError) as refused:
        Context().check("T = 1.43", at={"T": 1.4185034})
    assert "rounded" not in refused.value.message
