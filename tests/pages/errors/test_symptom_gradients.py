"""The report tells five parameters apart."""

import torch
from torch.testing import assert_close

STORY = "errors/symptom_gradients"


def test_patient_has_one_of_each(outputs):
    loss, *rows = outputs(STORY)["patient"].splitlines()
    assert loss == "loss: 0.0"
    assert {row[:10].strip(): row[10:] for row in rows} == {
        "fine": "norm 4.2",
        "unused": "None",
        "masked": "nan or inf",
        "rounded": "zero",
        "cold": "frozen",
    }


def test_patient_gradient_of_the_healthy_one(run):
    patient = run(STORY).patient
    assert_close(patient.fine.grad, torch.full((2,), 3.0))
    assert_close(patient.fine.grad.norm(), torch.tensor(18.0).sqrt())
    slopes = torch.func.grad(lambda t: (3 * t).sum())(torch.zeros(2))
    assert_close(patient.fine.grad, slopes)
