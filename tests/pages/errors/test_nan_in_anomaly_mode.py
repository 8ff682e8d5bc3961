"""Anomaly mode names the step whose slope is nan."""

import warnings

import pytest
import torch

STORY = "errors/nan_in_anomaly_mode"
MESSAGE = "returned nan values in its 0th output"


def test_cause_has_one_nan_and_one_quarter(run):
    nan, quarter = run(STORY, upto="cause").x.grad
    assert nan.isnan()
    assert quarter == 1 / (2 * 4**0.5)
    assert quarter == torch.func.grad(torch.sqrt)(torch.tensor(4.0))


def test_where_sends_zero_back_and_the_slope_of_the_root_is_infinite():
    x = torch.tensor([0.0, 4.0], requires_grad=True)
    root = x.sqrt()
    root.retain_grad()
    torch.where(x > 0, root, 0.0).sum().backward()
    assert root.grad.tolist() == [0, 1]
    assert torch.func.grad(torch.sqrt)(torch.tensor(0.0)).isinf()


def test_raise_names_the_root_and_asks_for_the_forward_pass(executed):
    warned, error = executed(STORY).cell("raise")["outputs"]
    assert (error["ename"], error["evalue"]) == (
        "RuntimeError",
        f"Function 'SqrtBackward0' {MESSAGE}.",
    )
    assert "Enable detect anomaly during forward pass for more information" in warned["text"]


@pytest.mark.filterwarnings("ignore")
def test_the_second_input_of_a_division_is_output_one():
    x = torch.zeros(2, requires_grad=True)
    with torch.autograd.set_detect_anomaly(True):
        out = (x / x).sum()
        with pytest.raises(
            RuntimeError, match="Function 'DivBackward0' returned nan values in its 1th"
        ):
            out.backward()


@pytest.mark.filterwarnings("ignore")
def test_infinity_is_not_caught():
    x = torch.zeros(2, requires_grad=True)
    with torch.autograd.set_detect_anomaly(True):
        x.sqrt().sum().backward()
    assert x.grad.isinf().all()


def test_with_the_forward_pass_the_warning_quotes_the_line():
    x = torch.tensor([0.0, 4.0], requires_grad=True)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with torch.autograd.set_detect_anomaly(True):
            root = x.sqrt()  # quoted
            out = torch.where(x > 0, root, 0.0).sum()
            with pytest.raises(RuntimeError, match=MESSAGE):
                out.backward()
    (text,) = [str(one.message) for one in told]
    assert (
        "Error detected in SqrtBackward0. Traceback of forward call that caused the error:" in text
    )
    assert "root = x.sqrt()  # quoted" in text
