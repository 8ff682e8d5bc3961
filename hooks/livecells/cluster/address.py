"""The setting that hands snippets to a cluster: the address of its scheduler."""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Mapping

SETTING = "LIVECELLS_CLUSTER"
ADDRESS = re.compile(r"(?:tcp|tls|wss?)://(?:[\w.-]+|\[[\da-fA-F:.]+\]):\d{1,5}")
NO_ADDRESS = (
    "{}={!r} is no address of a Dask scheduler: write the one that it prints when it starts, such"
    " as tcp://10.0.0.5:8786, or leave the variable out to run snippets on this machine"
)
NOT_INSTALLED = (
    "{} is set, and what talks to a cluster is not installed: `pip install"
    " distributed` here and on each worker, or leave the variable out to run snippets on this"
    " machine"
)


def cluster_address(given: Mapping[str, str] = os.environ) -> str:
    """Where the scheduler is, or an empty text where snippets run on this machine.

    Raises:
        ValueError: The setting is no address, or nothing is installed to talk to it.
    """
    address = given.get(SETTING, "").strip()
    if not address:
        return ""
    if not ADDRESS.fullmatch(address):
        raise ValueError(NO_ADDRESS.format(SETTING, address))
    if importlib.util.find_spec("distributed") is None:
        raise ValueError(NOT_INSTALLED.format(SETTING))
    return address
