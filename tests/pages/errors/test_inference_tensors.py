"""A tensor made in inference mode cannot be saved for a walk back."""

import pytest
import torch

STORY = "errors/inference_tensors"


def test_cause_makes_an_inference_tensor_without_a_version(run):
    features = run(STORY, upto="cause").features
    assert features.is_inference()
    with pytest.raises(RuntimeError, match="do not track version counter"):
        _ = features._version


def test_raise_comes_in_the_forward_pass(executed):
    (error,) = executed(STORY).cell("raise")["outputs"]
    assert error["ename"] == "RuntimeError"
    assert error["evalue"].startswith("Inference tensors cannot be saved for backward.")


def test_a_sum_saves_nothing_and_runs(run):
    module = run(STORY, upto="cause")
    (module.w + module.features).sum().backward()
    assert module.w.grad.tolist() == [1, 1, 1]


def test_the_two_relatives(run):
    features = run(STORY, upto="cause").features
    with pytest.raises(
        RuntimeError,
        match="Setting requires_grad=True on inference tensor outside InferenceMode is not allowed",
    ):
        features.requires_grad_()
    with pytest.raises(
        RuntimeError, match="Inplace update to inference tensor outside InferenceMode is not"
    ):
        features.add_(1)


def test_the_decorator_does_it_too():
    @torch.inference_mode()
    def encode():
        return torch.ones(2)

    assert encode().is_inference()
