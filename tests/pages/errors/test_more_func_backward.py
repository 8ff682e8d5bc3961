"""backward() inside a transform is refused; grad of the loss is what was meant."""

from torch.testing import assert_close

STORY = "errors/more_func_backward"


def test_inside_is_refused(executed):
    (error,) = executed(STORY).cell("inside")["outputs"]
    assert "backward() called inside a functorch transform" in error["evalue"]


def test_fixed_agrees_with_backward(run):
    module = run(STORY, upto="fixed")
    leaf = module.x.clone().requires_grad_()
    (leaf**2).sum().backward()
    assert_close(module.slope, leaf.grad)
    assert_close(module.slope, 2 * module.x)
