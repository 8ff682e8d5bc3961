"""Widgets: what a front end would keep of them, and what an `Output` widget takes from a cell.

ipywidgets sends the state of each widget over a channel. In Jupyter a front end at the other end
keeps it with the notebook, and shows what is printed under `with output:` in that widget.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from livecells.run.outputs import OF_CELL, Outputs

TARGET = "jupyter.widget"
OUTPUT = ("@jupyter-widgets/output", "OutputModel")
STATE = "application/vnd.jupyter.widget-state+json"


class Widgets:
    """The widgets of one run.

    Args:
        shell: The shell whose cells make them.
        label: The file; it gives them their identifiers, so that these are the same in each run.
    """

    def __init__(self, shell: Any, label: str) -> None:
        self._shell, self._label, self._number = shell, label, 0
        self._states: dict[str, dict[str, Any]] = {}
        self._buffers: dict[str, dict[tuple[object, ...], dict[str, object]]] = {}
        self._taking: list[tuple[str, Outputs]] = []
        self._changed: dict[str, Any] = {}

    def next_ident(self) -> str:
        """A name for the next channel."""
        self._number += 1
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{self._label}#{self._number}").hex

    def told(self, channel: Any, data: Mapping[str, Any], buffers: Sequence[bytes]) -> None:
        """A widget has sent something: keep its state."""
        if "state" not in data:
            return
        ident, state = channel.comm_id, json.loads(json.dumps(data["state"], default=list))
        kept = self._states.setdefault(ident, {})
        kept.update(state)
        for path, buffer in zip(data.get("buffer_paths") or (), buffers, strict=False):
            text = base64.b64encode(buffer).decode()
            entry: dict[str, object] = {"data": text, "encoding": "base64", "path": list(path)}
            self._buffers.setdefault(ident, {})[tuple(path)] = entry
        if (kept.get("_model_module"), kept.get("_model_name")) == OUTPUT and "msg_id" in state:
            self._begin(channel) if state["msg_id"] else self._end(channel)

    def _begin(self, channel: Any) -> None:
        taken = Outputs()
        taken.items[:] = self._states[channel.comm_id].get("outputs") or []
        self._shell.outputs.flush()
        self._taking.append((channel.comm_id, self._shell.outputs))
        self._point(taken)

    def _end(self, channel: Any) -> None:
        if not self._taking or self._taking[-1][0] != channel.comm_id:
            return
        taken, (_, before) = self._shell.outputs, self._taking.pop()
        taken.flush()
        self._point(before)
        self._states[channel.comm_id]["outputs"] = [_as_sent(output) for output in taken.items]
        self._changed[channel.comm_id] = channel

    def _point(self, outputs: Outputs) -> None:
        self._shell.outputs = outputs
        OF_CELL.set(outputs)
        for stream in self._shell.streams:
            stream.point(outputs)

    def answer(self) -> None:
        """Tell the widgets what they took, as a front end does between two cells."""
        changed, self._changed = self._changed, {}
        for ident, channel in changed.items():
            state = {"outputs": list(self._states[ident]["outputs"])}
            data = {"method": "update", "state": state, "buffer_paths": []}
            channel.handle_msg({"content": {"comm_id": ident, "data": data}, "buffers": []})

    def metadata(self) -> dict[str, Any]:
        """What a notebook keeps of them in its metadata; empty where there are none."""
        if not self._states:
            return {}
        states = {ident: self._kept(ident, state) for ident, state in self._states.items()}
        return {STATE: {"state": states, "version_major": 2, "version_minor": 0}}

    def _kept(self, ident: str, state: Mapping[str, Any]) -> dict[str, Any]:
        kept = {
            "model_name": state.get("_model_name"),
            "model_module": state.get("_model_module"),
            "model_module_version": state.get("_model_module_version"),
            "state": state,
        }
        buffers = list(self._buffers.get(ident, {}).values())
        return {**kept, "buffers": buffers} if buffers else kept


def _as_sent(output: Mapping[str, Any]) -> dict[str, Any]:
    """An output with its entries in the order in which a front end has them."""
    order = ("output_type", "metadata", "data")
    return {name: output[name] for name in order if name in output} | dict(output)


def join(shell: Any) -> None:
    """Let the channels that widgets open lead to the shell's `widgets`."""
    try:
        import comm
        from comm.base_comm import BaseComm
    except ImportError:  # no widgets are installed either
        return

    class Channel(BaseComm):
        def __init__(self, *given: Any, **more: Any) -> None:
            more["comm_id"] = more.get("comm_id") or shell.widgets.next_ident()
            super().__init__(*given, **more)

        def publish_msg(
            self,
            msg_type: str,  # noqa: ARG002
            data: Mapping[str, Any] | None = None,
            metadata: object = None,  # noqa: ARG002
            buffers: Sequence[bytes] | None = None,
            **_: object,
        ) -> None:
            shell.widgets.told(self, data or {}, buffers or ())

    comm.create_comm = Channel
