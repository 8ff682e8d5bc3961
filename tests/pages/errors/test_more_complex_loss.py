"""A complex result is no loss."""

import pytest
import torch

STORY = "errors/more_complex_loss"
CORE = "only for real scalar outputs"


def test_complex_is_refused(executed):
    (error,) = executed(STORY).cell("complex")["outputs"]
    assert CORE in error["evalue"]


def test_a_fourier_transform_makes_complex_numbers_of_real_ones():
    spectrum = torch.fft.fft(torch.ones(4, requires_grad=True))
    with pytest.raises(RuntimeError, match=CORE):
        spectrum.sum().backward()
