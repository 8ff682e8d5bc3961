"""A gradient in another shape than its input."""

from torch.testing import assert_close

STORY = "errors/function_gradient_shape"


def test_raise_names_index_and_shapes(executed):
    (error,) = executed(STORY).cell("raise")["outputs"]
    assert error["ename"] == "RuntimeError"
    assert "returned an invalid gradient at index 1" in error["evalue"]
    assert "got [2] but expected shape compatible with [3]" in error["evalue"]


def test_what_broadcasts_from_the_input_is_summed_by_torch(run):
    module = run(STORY, upto="cause")

    class Whole(module.ScaleColumns):
        @staticmethod
        def backward(ctx, grad_output):
            x, scale = ctx.saved_tensors
            return grad_output * scale, grad_output * x

    Whole.apply(module.x, module.scale).sum().backward()
    assert_close(module.scale.grad, module.x.sum(dim=0))
