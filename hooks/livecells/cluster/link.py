"""The connection to a scheduler: which workers are good, and how a snippet gets to one."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable
from typing import Any

from livecells.cluster.address import SETTING
from livecells.cluster.folder import Folder
from livecells.cluster.order import Order
from livecells.cluster.same import difference, programs

CONNECT = 5  # seconds until a scheduler must have answered
PIECE = 4 << 20  # bytes; of more, Dask says that they are too many for one message
INSTEAD = "or leave the variable out to run snippets on this machine"
NO_ANSWER = "{}={}: no scheduler has answered within {} s ({}): start it or correct the address, {}"
LOST = "{}={}: the connection to the scheduler was lost: see that it runs, and build again, {}"
NOBODY = "{}={}: the scheduler has had no worker for {} s: start some, {}"
REFUSED = "{}={}: no worker can be used: {}: install the same on all machines, {}"
ABSENT = "the engine cannot be imported there ({})"
# Named in text: a worker without this engine then fails as any code may, and is not ended by it.
CALL = "__import__('importlib').import_module('livecells.cluster.worker').{}"
BEGIN, RUN, CALL_OFF = (
    CALL.format(call)
    for call in ("begin(order)", "run(order, pieces)", "call_off(session, rounds)")
)


class Unreachable(Exception):  # noqa: N818 - it becomes the failure of a run
    """No job gets to a worker; the message says why, and what to do."""


class Link:
    """A client of a scheduler.

    Args:
        address: The scheduler's address.

    Raises:
        Unreachable: There is none.
    """

    def __init__(self, address: str) -> None:
        from distributed import Client
        from distributed.versions import VersionMismatchWarning

        warnings.filterwarnings("ignore", category=VersionMismatchWarning)  # `same` knows better
        for name in ("distributed", "distributed.client"):  # what is wrong is said by us
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self.address = address
        self.refused: dict[str, str] = {}  # address of a worker -> what is wrong with it
        self._folders: dict[str, list[Any]] = {}  # digest -> its pieces, kept by the cluster
        try:
            self.client: Any = Client(address, timeout=CONNECT, set_as_default=False)
        except Exception as error:
            why = " ".join(str(error).split()) or type(error).__name__
            raise Unreachable(
                NO_ANSWER.format(SETTING, address, CONNECT, why[:200], INSTEAD)
            ) from None

    def begin(self, order: Order) -> dict[str, str]:
        """Have all workers begin; gives those that are newly refused, with the reasons."""
        told = self.client.run(eval, BEGIN, {"order": order}, on_error="return")
        found = {worker: _wrong(answer) for worker, answer in told.items()}
        before, self.refused = self.refused, {worker: why for worker, why in found.items() if why}
        return {worker: why for worker, why in self.refused.items() if worker not in before}

    def good(self) -> list[str]:
        """The workers that can be used.

        Raises:
            Unreachable: There are workers, and all are refused.
        """
        known = list(self.client.nthreads())
        good = [worker for worker in known if worker not in self.refused]
        if known and not good:
            each = "; ".join(f"{worker}: {self.refused[worker]}" for worker in known)
            raise Unreachable(REFUSED.format(SETTING, self.address, each, INSTEAD))
        return good

    def send(self, order: Order, folder: Folder, where: list[str] | None) -> Any:
        """Begin to run a snippet; a job whose worker is lost is given to another by the scheduler.

        Args:
            order: The snippet.
            folder: What stands beside it.
            where: The workers that may run it; None for all, also for those that come later.

        Returns:
            Dask's future of an `Outcome`.
        """
        given = {"order": order, "pieces": self._pieces(folder)}
        return self.client.submit(eval, RUN, given, pure=False, workers=where)

    def _pieces(self, folder: Folder) -> list[Any]:
        """The packed folder as data of the cluster: it goes once to each worker that wants it."""
        if folder.digest not in self._folders:
            data = folder.data
            cut = [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
            self._folders[folder.digest] = [
                self.client.submit(bytes, piece, key=f"livecells-{folder.digest}-{number}")
                for number, piece in enumerate(cut)
            ]
        return self._folders[folder.digest]

    def call_off(self, futures: Iterable[Any], session: str, rounds: int) -> None:
        """End jobs, those that run too."""
        self.client.cancel(list(futures))
        given = {"session": session, "rounds": rounds}
        self.client.run(eval, CALL_OFF, given, on_error="ignore")

    def close(self) -> None:
        """Leave the cluster."""
        self.client.close(timeout=2)


def _wrong(answer: object) -> str:
    """What is wrong with a worker that has answered so, or nothing."""
    if isinstance(answer, dict):
        return difference(answer, programs())
    return ABSENT.format(answer)
