"""A custom function that is called as an object."""

import warnings

import pytest
import torch

STORY = "errors/more_legacy_function"


def test_legacy_is_refused_and_warned_of(executed):
    warned, error = executed(STORY).cell("legacy")["outputs"]
    assert "should not be instantiated" in warned["text"]
    assert "Legacy autograd function" in error["evalue"]


def test_static_methods_alone_are_not_enough():
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(_, x):
            return x * x

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        square = Square()
    with pytest.raises(RuntimeError, match="Legacy autograd function"):
        square(torch.ones(2, requires_grad=True))
