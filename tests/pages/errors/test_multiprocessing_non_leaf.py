"""A result between processes."""

STORY = "errors/multiprocessing_non_leaf"


def test_pickle_is_refused(executed):
    *_, error = executed(STORY).cell("pickle")["outputs"]
    assert "Cowardly refusing to serialize non-leaf tensor" in error["evalue"]
