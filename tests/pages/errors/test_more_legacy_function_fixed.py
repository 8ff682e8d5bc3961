"""The same function with static methods."""

from torch.autograd import gradcheck, gradgradcheck
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/more_legacy_function_fixed"


def test_fixed_gives_two_x(run):
    module = run(STORY, upto="fixed")
    start = module.t.detach()
    assert_close(module.t.grad, 2 * start)
    assert_close(module.t.grad, grad(lambda t: (t * t).sum())(start))


def test_check_is_content(run, outputs):
    assert outputs(STORY)["check"] == "True\n"
    module = run(STORY)
    assert gradcheck(module.Square.apply, module.exact)
    assert gradgradcheck(module.Square.apply, module.exact)
