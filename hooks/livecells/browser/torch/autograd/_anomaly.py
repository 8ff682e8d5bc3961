"""Anomaly detection."""

from .._graph import Mode
from .._storage import warn

WHERE = (
    "Anomaly Detection has been enabled. This mode will increase the runtime and should only be "
    "enabled for debugging."
)


class set_detect_anomaly:
    def __init__(self, mode, check_nan=True):
        self.before = (Mode.anomaly, Mode.check_nan)
        Mode.anomaly, Mode.check_nan = mode, check_nan
        if mode and self.warns:
            warn(WHERE)

    warns = False

    def __enter__(self):
        pass

    def __exit__(self, *a):
        Mode.anomaly, Mode.check_nan = self.before


class detect_anomaly(set_detect_anomaly):
    def __init__(self, check_nan=True):
        self.before, self.check = (Mode.anomaly, Mode.check_nan), check_nan
        warn(WHERE)

    def __enter__(self):
        self.before = (Mode.anomaly, Mode.check_nan)
        Mode.anomaly, Mode.check_nan = True, self.check
