"""What one step keeps, against the sizes of activations and weights."""

STORY = "pictures_memory"
WEIGHTS = 32 * 64 + 64 + 64 * 64 + 64 + 64 * 10 + 10


def test_the_graph_saves_two_layers_and_the_loss(run):
    ns = run(STORY, upto="step")
    # Both tanh save their results, the loss its logarithms and the sum of the weights of classes.
    assert max(ns.stored) == 4 * (2 * ns.batch * 64 + ns.batch * 10 + 1)


def test_the_gradients_are_as_large_as_the_weights(run):
    ns = run(STORY, upto="step")
    assert max(ns.grads) == 4 * WEIGHTS
    assert sum(p.nbytes for p in ns.model.parameters()) == 4 * WEIGHTS


def test_all_is_let_go_when_the_step_is_over(run):
    ns = run(STORY, upto="step")
    assert ns.stored[-1] == ns.grads[-1] == 0
    before, after = ns.marks["backward"], ns.marks["update"]
    assert ns.stored[: before + 1] == sorted(ns.stored[: before + 1])
    assert ns.stored[before : after + 1] == sorted(ns.stored[before : after + 1], reverse=True)
    assert ns.stored[after] == 0


def test_with_a_small_batch_gradients_are_more_than_what_is_saved(run):
    ns = run(STORY, upto="step")
    saved = [4 * (2 * batch * 64 + batch * 10 + 1) for batch in (8, ns.batch, 160)]
    assert saved[1] == max(ns.stored)
    assert saved[0] < max(ns.grads) < saved[2]
    both = [one + other for one, other in zip(ns.stored, ns.grads, strict=True)]
    assert ns.marks["backward"] < both.index(max(both)) < ns.marks["update"]  # in between, here
