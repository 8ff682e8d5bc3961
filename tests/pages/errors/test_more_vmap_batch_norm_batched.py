"""Batch norm in training under vmap."""

import torch

STORY = "errors/more_vmap_batch_norm_batched"


def test_batched_is_refused(executed):
    (error,) = executed(STORY).cell("batched")["outputs"]
    assert "Batch norm got a batched tensor as input" in error["evalue"]


def test_without_running_averages_it_runs():
    norm = torch.nn.BatchNorm1d(3, track_running_stats=False)
    rows = torch.rand(4, 3, 2)
    together = torch.func.vmap(lambda row: norm(row[None])[0])(rows)
    alone = torch.stack([norm(row[None])[0] for row in rows])
    assert torch.allclose(together, alone, atol=1e-6)
