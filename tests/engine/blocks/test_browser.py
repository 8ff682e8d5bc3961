"""The option `browser` of a block: `no` and a reason."""

from __future__ import annotations

from typing import Any

import pytest

from livecells.blocks import browser
from livecells.blocks.options import OptionError
from livecells.blocks.parser import Block


def block(given: Any) -> Block:
    made: Any = type("Given", (), {"options": {} if given is None else {"browser": given}})()
    return made  # type: ignore[no-any-return]


@pytest.mark.parametrize("given", ["no, it draws", "no: it draws", "no it draws"])
def test_a_reason_closes_the_cells(given: str) -> None:
    assert browser.reason(block(given)) == "it draws"


def test_without_the_option_there_is_no_reason() -> None:
    assert browser.reason(block(None)) == ""


@pytest.mark.parametrize("given", [False, True, "no", "no,", "yes", "now it draws", ""])
def test_anything_else_is_told(given: object) -> None:
    with pytest.raises(OptionError, match="`no` and the reason"):
        browser.reason(block(given))
