"""Functions of your own: first and second order, transforms, and what they keep."""

import gc

import pytest
import torch
from torch.autograd import Function, gradcheck, gradgradcheck
from torch.autograd.gradcheck import GradcheckError
from torch.testing import assert_close

STORY = "custom_function"


def test_cube_is_right_in_both_orders(run):
    module = run(STORY, upto="cube")
    assert_close(module.x.grad, 3 * module.x.detach() ** 2)
    assert gradcheck(module.Cube.apply, module.x)
    assert gradgradcheck(module.Cube.apply, module.x)
    each = torch.func.vmap(torch.func.grad(lambda t: t**3))
    assert_close(module.x.grad, each(module.x.detach()))


def test_believed_whatever_it_says_and_gradcheck_names_it(run):
    module = run(STORY, upto="believed")
    assert module.believed.tolist() == [2, 2, 2]
    with pytest.raises(GradcheckError, match="Jacobian mismatch"):
        gradcheck(module.Wrong.apply, module.x)


def test_kept_square_passes_gradcheck_alone(run):
    module = run(STORY, upto="kept-square")
    assert gradcheck(module.KeptSquare.apply, module.x)
    with pytest.raises(GradcheckError, match="Jacobian mismatch"):
        gradgradcheck(module.KeptSquare.apply, module.x)


def test_second_order_of_the_kept_square_lacks_a_part(run):
    module = run(STORY, upto="second-order")
    x = module.x.detach()
    assert_close(module.with_saved, 30 * x**4)
    # With a constant q for x**2, the slope 2 y (3 q) has the slope 2 (3 q)(3 q) along x.
    assert_close(module.with_kept, 18 * x**4)
    twice = torch.func.vmap(torch.func.grad(torch.func.grad(lambda t: t**6)))
    assert_close(twice(x), module.with_saved)


def test_once_is_refused_twice(run):
    module = run(STORY, upto="once")
    with pytest.raises(RuntimeError, match="trying to differentiate twice"):
        module.once.sum().backward()
    with pytest.raises(RuntimeError, match="not have been used in the graph"):
        torch.autograd.grad(module.once.sum(), module.x)


def test_recording_is_on_in_backward_under_create_graph_only(outputs):
    first, second = outputs(STORY)["recording"].splitlines()
    assert first.endswith("{'forward': False, 'backward': False}")
    assert second.endswith("{'forward': False, 'backward': True}")


def test_transforms_agree_with_the_formula(run):
    module = run(STORY, upto="transforms")
    for slopes in (
        module.each_row,
        module.pushed,
        torch.func.jacrev(module.AnyCube.apply)(module.plain).diagonal(),
    ):
        assert_close(slopes, 3 * module.plain**2)
    assert gradcheck(module.AnyCube.apply, module.x, check_forward_ad=True)


def test_needs_and_zeros(run):
    module = run(STORY, upto="needs")
    assert module.told["needs"] == (True, False, False)
    assert module.told["unused"].tolist() == [0]
    assert module.a.grad.item() == 4 * 3
    both = [t.double().detach().requires_grad_() for t in (module.a, torch.tensor([3.0]))]
    assert gradcheck(lambda a, b: module.Scale.apply(a, b, 4), both)


def test_unused_outputs_arrive_as_none_on_request():
    seen = []

    class Two(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            return 2 * x, 3 * x

        @staticmethod
        def backward(_ctx, first, second):
            seen.append(second)
            return 2 * first

    Two.apply(torch.ones(1, requires_grad=True))[0].sum().backward()
    assert seen == [None]


def test_dirty_gives_back_the_same_tensor_and_refuses_a_leaf(run):
    module = run(STORY, upto="dirty")
    assert module.same is module.doubled
    assert module.leaf.grad.tolist() == [2, 2]
    with pytest.raises(RuntimeError, match="leaf Variable that requires grad"):
        module.AddOne.apply(torch.ones(1, requires_grad=True))


def test_leaks_until_the_collector_comes(run):
    module = run(STORY, upto="leaks")
    assert list(module.left.values()) == [3, 0]
    gc.disable()
    try:
        module.alive(saved=False)
    finally:
        gc.enable()
    gc.collect()
    assert all(context() is None for context in module.contexts)


def test_recipe_clips_on_the_way_and_under_vmap(run):
    module = run(STORY)
    assert module.r.grad.tolist() == [0.5, 1.0]
    slopes = torch.func.vmap(torch.func.grad(lambda t: 100 * module.Clipped.apply(t, 1.0)))
    assert slopes(torch.ones(2)).tolist() == [1, 1]


@pytest.mark.parametrize("k", [0.1, 10.0, 0.0, -1.0])
def test_a_detached_rest_scales_a_gradient_and_keeps_the_value(k):
    x = torch.tensor([1.0, -2.0, 0.3], requires_grad=True)
    scaled = k * x + ((1 - k) * x).detach()
    assert_close(scaled, x)
    upstream = torch.tensor([1.0, 2.0, 3.0])
    (gradient,) = torch.autograd.grad(scaled, x, upstream)

    class Scaled(Function):
        forward = staticmethod(lambda x: x.clone())
        setup_context = staticmethod(lambda *_: None)
        backward = staticmethod(lambda _, gradient: k * gradient)

    assert_close(gradient, torch.autograd.grad(Scaled.apply(x), x, upstream)[0])


def test_backward_of_a_module_is_never_called(run):
    module = run(STORY, upto="module-backward")
    assert torch.equal(module.m.grad, torch.ones(2))
    plain = torch.func.grad(lambda t: module.Reversed()(t).sum())(module.m.detach())
    assert torch.equal(plain, module.m.grad)

    class Turned(Function):
        forward = staticmethod(lambda x: x * 1)
        setup_context = staticmethod(lambda *_: None)
        backward = staticmethod(lambda _, gradient: -gradient)

    class Uses(torch.nn.Module):
        def forward(self, x):
            return Turned.apply(x)

    turned = torch.func.grad(lambda t: Uses()(t).sum())(module.m.detach())
    assert torch.equal(turned, -module.m.grad)
