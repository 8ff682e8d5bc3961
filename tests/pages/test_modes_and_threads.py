"""Where a mode holds: generators, nested blocks, decorators and threads."""

import threading

import pytest
import torch
from torch.testing import assert_close

STORY = "modes_and_threads"


@pytest.fixture(autouse=True)
def recording_is_on_afterwards():
    yield
    assert torch.is_grad_enabled()
    assert not torch.is_inference_mode_enabled()


def test_generator_switches_off_its_reader(run):
    module = run(STORY, upto="generator")
    assert module.in_the_body == [False, False]
    for _ in module.batches():
        assert not torch.is_grad_enabled()


def test_unfinished_generator_leaves_it_off_until_it_is_closed(run):
    module = run(STORY, upto="unfinished")
    assert (module.left_open, module.closed) == (False, True)
    waiting = module.batches()
    next(waiting)
    with pytest.raises(RuntimeError, match="element 0 of tensors does not require grad"):
        (module.x * 2).sum().backward()
    waiting.close()
    (module.x * 2).sum().backward()


@pytest.mark.parametrize("name", ["decorated", "mended"])
def test_decorated_and_by_hand_leave_the_reader_alone(run, name):
    module = run(STORY, upto="by-hand")
    for batch in getattr(module, name)():
        assert torch.is_grad_enabled()
        assert not batch.requires_grad
    waiting = getattr(module, name)()
    next(waiting)
    assert torch.is_grad_enabled()
    waiting.close()


def test_nested_blocks(run):
    module = run(STORY, upto="nested")
    assert module.inner
    assert module.says == {"recording": True, "inference": True}
    assert module.kept_out == (False, True)
    assert module.back_on
    with torch.no_grad(), torch.enable_grad(), torch.no_grad():
        assert not (module.x * 2).requires_grad


def test_raises_and_function_call_end_and_do_not_end(run, outputs):
    assert outputs(STORY)["raises"] == "after an error: True\n"
    assert outputs(STORY)["function-call"] == "False True\n"
    torch.set_grad_enabled(False)
    assert not run(STORY, upto="generator").x.mul(2).requires_grad
    torch.set_grad_enabled(True)


def test_flags_are_not_the_mode(run):
    module = run(STORY, upto="flags")
    assert module.made.requires_grad
    assert module.loaded.requires_grad
    assert (module.made * 2).grad_fn is not None


def test_forgotten_call_loses_two_thirds_of_the_slope(run):
    module = run(STORY, upto="forgotten-call")
    assert module.through.tolist() == [1, 1]
    rows = torch.ones(2)
    assert_close(
        (module.Model()(rows + 1e-2) - module.Model()(rows)) / 1e-2,
        torch.full((2,), 3.0),
        rtol=1e-3,
        atol=1e-3,
    )


def test_threads_have_their_own_mode(run):
    module = run(STORY, upto="in-the-thread")
    assert module.found == {"in the thread": True, "beside it": False, "own block": False}
    seen = []
    with torch.inference_mode():
        thread = threading.Thread(target=lambda: seen.append(torch.is_inference_mode_enabled()))
        thread.start()
        thread.join()
    assert seen == [False]


def test_one_record_raises_without_retain_graph_and_adds_with_it(run):
    module = run(STORY, upto="one-record")
    for _ in range(20):
        errors, _ = module.two_walks(retain_graph=False)
        assert errors
        assert all("Trying to backward through the graph a second time" in text for text in errors)
        errors, gradient = module.two_walks(retain_graph=True)
        assert errors == []
        assert_close(gradient, 2 * module.slope)


def test_records_of_their_own_need_nothing():
    leaves = [torch.ones(100, requires_grad=True) for _ in range(2)]
    outs = [leaf.sin().sum() for leaf in leaves]
    pair = [threading.Thread(target=out.backward) for out in outs]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()
    for leaf in leaves:
        assert_close(leaf.grad, leaf.detach().cos())
