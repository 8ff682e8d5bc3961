"""The flag of a result cannot be taken back."""

import pytest

STORY = "errors/flag_of_non_leaf"
MESSAGE = "you can only change requires_grad flags of leaf variables"


def test_raise_names_detach(executed):
    (error,) = executed(STORY).cell("raise")["outputs"]
    assert error["ename"] == "RuntimeError"
    assert error["evalue"].startswith(MESSAGE)
    assert "detach()" in error["evalue"]


def test_the_attribute_is_refused_alike_and_true_is_not(run):
    y = run(STORY, upto="cause").y
    with pytest.raises(RuntimeError, match=MESSAGE):
        y.requires_grad = False
    with pytest.raises(RuntimeError, match=MESSAGE):
        y.requires_grad = True
    assert y.requires_grad_(True) is y
