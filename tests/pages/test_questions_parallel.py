"""DistributedDataParallel in a single process."""

PARALLEL = "questions_parallel"


def test_an_unused_parameter_stops_the_second_round_unless_it_is_looked_for(run, outputs):
    story = run(PARALLEL)
    assert outputs(PARALLEL)["unused"].startswith("Expected to have finished reduction")
    gradients = story.gradients
    assert gradients["used.weight"].item() == gradients["used.bias"].item() == 1
    assert gradients["unused.weight"] is gradients["unused.bias"] is None
