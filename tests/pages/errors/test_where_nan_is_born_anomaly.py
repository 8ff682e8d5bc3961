"""Anomaly mode names the square behind a root at 0."""

STORY = "errors/where_nan_is_born_anomaly"


def test_anomaly_names_the_square(executed):
    *_, error = executed(STORY).cell("anomaly")["outputs"]
    assert error["evalue"] == "Function 'PowBackward0' returned nan values in its 0th output."
