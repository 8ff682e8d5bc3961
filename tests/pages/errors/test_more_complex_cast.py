"""A cast to real numbers drops the imaginary part, with a warning."""

import pytest
import torch

STORY = "errors/more_complex_cast"


def test_cast_warns(outputs):
    said = outputs(STORY)["cast"]
    assert "Casting complex values to real discards the imaginary part" in said


@pytest.mark.parametrize(
    "cast", [lambda z: z.float(), lambda z: torch.zeros(1).copy_(z.reshape(1))]
)
def test_other_casts_warn_too(cast):
    torch.set_warn_always(True)
    try:
        with pytest.warns(UserWarning, match="discards the imaginary part"):
            assert cast(torch.tensor(3 + 4j)) == 3
    finally:
        torch.set_warn_always(False)


def test_fixed_says_which_number(run):
    module = run(STORY)
    assert (module.z.real, module.z.abs()) == (3, 5)
    assert torch.view_as_real(module.z).tolist() == [3, 4]
