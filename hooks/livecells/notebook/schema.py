"""The executed notebook as plain data: its types, and access to what this engine adds to it.

A notebook is JSON as nbformat 4.5 lays down (https://nbformat.readthedocs.io/en/5.10/
format_description.html). What pages need beyond it stands in the metadata of the notebook and of
its cells under `KEY`, where other tools leave it alone; `run_info` and `cell_info` read it.
"""

from __future__ import annotations

from typing import Final, Literal, NotRequired, TypeAlias, TypedDict, cast

from livecells.notebook.typed_values import TypedValue
from livecells.record.schema import Graph
from livecells.torch_api.table import Use

KEY: Final = "livecells"

# The numbers of a tensor, nested as the tensor is; one number for a scalar.
Numbers: TypeAlias = "float | list[Numbers]"
# What one thing looks like in several formats: MIME type -> text, base64 or JSON.
MimeBundle: TypeAlias = dict[str, object]


# ----- Outputs, as nbformat has them -----


class StreamOutput(TypedDict):
    """Text that a cell printed; `name` is `stdout` or `stderr`."""

    output_type: Literal["stream"]
    name: str
    text: str


class DisplayData(TypedDict):
    """Something that a cell displayed, such as a figure."""

    output_type: Literal["display_data"]
    data: MimeBundle
    metadata: MimeBundle


class ExecuteResult(TypedDict):
    """The value of a cell's last expression."""

    output_type: Literal["execute_result"]
    data: MimeBundle
    metadata: MimeBundle
    execution_count: int


class ErrorOutput(TypedDict):
    """The error that ended a cell: its type, its message and the lines of its traceback."""

    output_type: Literal["error"]
    ename: str
    evalue: str
    traceback: list[str]


RichOutput: TypeAlias = DisplayData | ExecuteResult
Output: TypeAlias = StreamOutput | DisplayData | ExecuteResult | ErrorOutput


# ----- What this engine adds -----


class TensorAttributes(TypedDict):
    """What autograd knows of a tensor, by torch's own names; `grad_fn` and `grad` as text."""

    name: str
    is_leaf: bool
    requires_grad: bool
    grad_fn: str
    retains_grad: bool
    _version: int
    grad: str


class Answer(TypedDict, total=False):
    """What a query gave: one of these, by the kind of the query, or the error that it raised."""

    text: str
    numbers: Numbers
    typed: TypedValue
    graph: Graph
    tensors: list[TensorAttributes]
    named: dict[str, list[float]]
    error: str


class Made(TypedDict, total=False):
    """What a run was made with; `torch` and `dtype` are None where torch was not used.

    `seconds` is the time from start to end, `peak_mib` the most memory that the process held.
    """

    python: str
    torch: str | None
    dtype: str | None
    cpu: str
    seconds: float
    peak_mib: int


class Depends(TypedDict):
    """What a run depended on: when none of it has changed, the run still holds.

    `given` was known before the run. The rest was seen while it ran: `files` maps paths to digests,
    `environment` the variables that were read to their values (see `store.environment.marks`).
    The process that ran the snippet names top-level `modules`; its parent puts `distributions`
    (name -> version) in their place.
    """

    given: dict[str, object]
    files: dict[str, str | None]
    environment: dict[str, str | None]
    modules: NotRequired[list[str]]
    distributions: NotRequired[dict[str, str]]


class RunInfo(TypedDict):
    """The engine's metadata of a notebook; `values` has the answers by `Query.key`.

    `printed` are pieces of output with the line that made them, of a run that records a graph.
    """

    label: str
    values: dict[str, Answer]
    printed: NotRequired[list[tuple[str, int]]]
    depends: NotRequired[Depends]
    made: NotRequired[Made]


class CellInfo(TypedDict):
    """The engine's metadata of a cell.

    `line` is the line of the snippet's file on which the source starts, counted from 1; `apis` are
    the documented names of torch in it (each a list of four once it has been through JSON).
    """

    name: str
    line: int
    apis: NotRequired[list[Use]]


# ----- Cells and notebooks -----


class CellMetadata(TypedDict, total=False):
    """A cell's metadata: the options of its marker, which may be others too, and `CellInfo`.

    `jupyter` and `cellView` tell JupyterLab and Colab to fold the source away.
    """

    livecells: CellInfo
    name: str
    tags: list[str]
    raises: str
    timeout: float
    rtol: float
    atol: float
    data: str | list[str]
    stderr: str
    jupyter: dict[str, bool]
    cellView: str


class CodeCell(TypedDict):
    """A cell of code; `execution_count` is None where it has not run."""

    cell_type: Literal["code"]
    id: str
    metadata: CellMetadata
    source: str
    execution_count: int | None
    outputs: list[Output]


class TextCell(TypedDict):
    """A cell of Markdown, or of text that is not formatted."""

    cell_type: Literal["markdown", "raw"]
    id: str
    metadata: CellMetadata
    source: str


Cell: TypeAlias = CodeCell | TextCell


class NotebookMetadata(TypedDict):
    """A notebook's metadata; what Jupyter wants to know of the language, and `RunInfo`."""

    kernelspec: dict[str, str]
    language_info: dict[str, str]
    livecells: NotRequired[RunInfo]
    widgets: NotRequired[dict[str, object]]


class Notebook(TypedDict):
    """A notebook of nbformat 4.5."""

    cells: list[Cell]
    metadata: NotebookMetadata
    nbformat: int
    nbformat_minor: int


# ----- Access -----


def run_info(notebook: Notebook) -> RunInfo:
    """The engine's metadata of a notebook.

    Raises:
        KeyError: Another program made the notebook.
    """
    return notebook["metadata"][KEY]


def with_run_info(notebook: Notebook, info: RunInfo) -> Notebook:
    """A copy of the notebook with other metadata of the engine; cells are shared."""
    return {**notebook, "metadata": {**notebook["metadata"], KEY: info}}


def cell_options(cell: Cell) -> CellMetadata:
    """A cell's metadata as a whole: the options of its marker by name."""
    return cell.get("metadata", {})


def cell_info(cell: Cell) -> CellInfo:
    """The engine's metadata of a cell.

    Raises:
        KeyError: The cell is not one that this engine ran.
    """
    return cell["metadata"][KEY]


def cell_name(cell: Cell) -> str:
    """The name of a cell of a run."""
    return cell_info(cell)["name"]


def torch_names(cell: Cell) -> list[Use]:
    """The documented names of torch in a cell's source, in order."""
    return [Use(*use) for use in cell_info(cell).get("apis") or ()]


def with_torch_names(cell: CodeCell, names: list[Use]) -> CodeCell:
    """A copy of the cell with other documented names; outputs are shared."""
    info: CellInfo = {**cell_info(cell), "apis": names}
    return {**cell, "metadata": {**cell["metadata"], KEY: info}}


def mime_bundle(output: Output) -> MimeBundle:
    """What an output shows in its several formats; nothing for text and errors."""
    if output["output_type"] in ("stream", "error"):
        return {}
    return cast("RichOutput", output)["data"]


def values_of(notebook: Notebook) -> dict[str, Answer]:
    """The answers to queries in a notebook that any program may have made."""
    info = notebook["metadata"].get(KEY)
    return info.get("values", {}) if info else {}


def given_name(cell: Cell) -> str | None:
    """The name of a cell in a notebook that any program may have made."""
    info = cell_options(cell).get(KEY)
    return info.get("name") if info else None
