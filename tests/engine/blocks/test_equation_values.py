"""Values that an equation block gives to symbols."""

from __future__ import annotations

import pytest

from livecells.blocks.equations import Reference, given_value


@pytest.mark.parametrize(
    ("given", "value"),
    [("1e-8", 1e-8), ("-2.5E3", -2500.0), (["1e-3", 2], [0.001, 2]), ([["1e1"]], [[10.0]])],
)
def test_a_number_with_a_power_is_a_number_to_yaml_or_not(given: object, value: object) -> None:
    assert given_value(given) == value


def test_other_texts_refer_to_runs() -> None:
    assert isinstance(given_value("story:1e-8 * x"), Reference)
    with pytest.raises(ValueError, match="expected `snippet:expression`, not '1e'"):
        given_value("1e")
