"""Names of torch in a cell's code, and where their reference stands.

Which thing a name in the code means is read from the code's syntax tree and from the objects that
the run left behind: `out.backward` is `torch.Tensor.backward` because `out` was a tensor. What a
call gives is looked up in torch's own operator schemas. What cannot be told has no link.

`torch_api.tsv` says which names have a page: those that the reference lists (its sources are
`docs/source/*.md` and `*.rst` of pytorch/pytorch), with the page where it is not `generated/NAME`.
"""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol, TypeGuard

from livecells.parsed import parsed
from livecells.torch_api.table import Use, addresses

# Attributes of a tensor that are tensors themselves.
TENSORS = {"grad", "data", "T", "mT", "real", "imag"}
FRESH = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
NAMES = (ast.Name, ast.Attribute)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, *FRESH)


@dataclass(frozen=True)
class _Of:
    """Something that is not at hand, but is an instance of this class."""

    type: type


@dataclass(frozen=True)
class _Known:
    """What torch's documented names stand for: plain objects, and members of classes."""

    names: Mapping[int, str]
    members: Mapping[str, Sequence[tuple[type, str]]]

    def member(self, base: object, name: str) -> str | None:
        """The documented name of `base.name`."""
        for owner, whole in self.members.get(name, ()):
            if issubclass(base.type, owner) if isinstance(base, _Of) else isinstance(base, owner):
                return whole
        return None


@functools.cache
def _known() -> _Known:
    """What the table's names stand for in the torch that is loaded."""
    names: dict[int, str] = {}
    members: dict[str, list[tuple[type, str]]] = {}
    for whole in addresses():
        path, _, last = whole.rpartition(".")
        owner = _reached(path)
        if isinstance(owner, type):
            members.setdefault(last, []).append((owner, whole))
        elif hasattr(owner, last):
            names.setdefault(id(getattr(owner, last)), whole)
    return _Known(names, members)


def ready() -> None:
    """Look the table's names up once, for all processes that are forked from this one."""
    homes = {name.rpartition(".")[0] for name in addresses()}
    if "torch" in sys.modules and all(map(_reached, homes)):  # nothing is there only later
        _known()


def _reached(path: str) -> object:
    """The module or class of that name, without importing anything."""
    if path in sys.modules:  # `torch.autograd.gradcheck` is also a function in `torch.autograd`
        return sys.modules[path]
    above, _, last = path.rpartition(".")
    return getattr(_reached(above), last, None) if above else None


def uses(source: str, namespace: Mapping[str, object]) -> list[Use]:
    """The documented names of torch in a cell, in order.

    Args:
        source: The cell's code.
        namespace: The module's variables, as the run left them.
    """
    if "torch" not in sys.modules:
        return []
    try:
        tree = parsed(source)
    except (SyntaxError, ValueError):  # a magic, or a cell that shows a syntax error
        return []
    reader = _Reader(source.split("\n"), namespace)
    reader.visit(tree)
    return sorted(set(reader.found))


class _Reader(ast.NodeVisitor):
    """Walks a cell; names that a function or a comprehension binds are not the module's."""

    def __init__(self, lines: Sequence[str], namespace: Mapping[str, object]) -> None:
        self.lines, self.namespace, self.known = lines, namespace, _known()
        self.hidden: list[set[str]] = []
        self.values: dict[ast.AST, object] = {}  # a chain of calls asks for its links again
        self.found: list[Use] = []

    def generic_visit(self, node: ast.AST) -> None:
        """Look at each expression, and mind the names that a scope hides."""
        scope = isinstance(node, SCOPES)
        if scope:
            self.hidden.append(set(_bound(node)))
        bound = isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
        if isinstance(node, NAMES) and not bound and self._note(node):
            return
        super().generic_visit(node)
        if scope:
            self.hidden.pop()

    def _note(self, node: ast.Name | ast.Attribute) -> bool:
        """Take note of a documented name; True where nothing is left to look at below it.

        `torch.autograd.grad` is one name, while in `out.backward` it is the last word alone.
        """
        name, end = self._name(node), node.end_col_offset or 0
        if name is None:
            return False
        whole = _dotted(node) and not self._is_member(node) and node.lineno == node.end_lineno
        start = node.col_offset if whole else end - len(_last(node).encode())
        number = node.end_lineno or node.lineno
        line = self.lines[number - 1]
        self.found.append(Use(number, _column(line, start), _column(line, end), name))
        return whole

    def _is_member(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Attribute) and not _is_home(self._value(node.value))

    def _name(self, node: ast.AST) -> str | None:
        if isinstance(node, ast.Attribute):
            base = self._value(node.value)
            if base is None:
                return None
            member = self.known.member(base, node.attr)
            if member is not None:
                return member
            return self._of_home(base, node.attr)
        value = self._value(node)
        return None if value is None else self.known.names.get(id(value))

    def _of_home(self, base: object, name: str) -> str | None:
        """The documented name of something that a module or a class of torch holds."""
        if not _is_home(base):
            return None
        whole = f"{_path(base)}.{name}"
        if whole in addresses():
            return whole
        return self.known.names.get(id(getattr(base, name, None)))

    def _value(self, node: ast.AST) -> object:
        """The object that an expression stands for, what class it is of, or None."""
        if node not in self.values:
            self.values[node] = self._find_value(node)
        return self.values[node]

    def _find_value(self, node: ast.AST) -> object:
        match node:
            case ast.Name(id=name):
                return None if any(name in s for s in self.hidden) else self.namespace.get(name)
            case ast.Attribute(value=value, attr=name):
                return self._attribute(self._value(value), name)
            case ast.Call(func=func):
                return self._called(func)
            case ast.BinOp(left=left, right=right):
                return self._tensor(left) or self._tensor(right)
            case ast.UnaryOp(operand=operand):
                return self._tensor(operand)
            case ast.Compare(left=left):
                return self._tensor(left)
            case ast.Subscript(value=value):
                return self._tensor(value)
        return None

    def _attribute(self, base: object, name: str) -> object:
        if _is_home(base):
            return getattr(base, name, None)
        if name in TENSORS and self._is_tensor(base):
            return _Of(sys.modules["torch"].Tensor)
        return None

    def _called(self, func: ast.AST) -> object:
        """What a call gives: an instance of a class, or a tensor where torch's schemas say so."""
        target = self._value(func)
        if isinstance(target, type):
            return _Of(target)
        name = self._name(func) if isinstance(func, ast.Name | ast.Attribute) else None
        if name is not None and _gives_tensor(name.rpartition(".")[2]):
            return _Of(sys.modules["torch"].Tensor)
        return None

    def _tensor(self, node: ast.AST) -> object:
        value = self._value(node)
        return _Of(sys.modules["torch"].Tensor) if self._is_tensor(value) else None

    @staticmethod
    def _is_tensor(value: object) -> bool:
        tensor = sys.modules["torch"].Tensor
        return (
            issubclass(value.type, tensor) if isinstance(value, _Of) else isinstance(value, tensor)
        )


def _is_home(value: object) -> TypeGuard[ModuleType | type]:
    """Whether a value is a module or a class of torch."""
    module = value if isinstance(value, ModuleType) else None
    name = module.__name__ if module else getattr(value, "__module__", "")
    return (module is not None or isinstance(value, type)) and str(name).split(".")[0] == "torch"


def _path(home: ModuleType | type) -> str:
    if isinstance(home, ModuleType):
        return home.__name__
    return f"{home.__module__}.{home.__qualname__}"


@functools.cache
def _gives_tensor(operator: str) -> bool:
    """Whether every form of an operator gives one tensor, by torch's own schemas."""
    schemas = sys.modules["torch"]._C._jit_get_schemas_for_operator(f"aten::{operator}")
    takes = [schema for schema in schemas if "Tensor" in _types(schema.arguments)] or schemas
    return bool(takes) and all(_types(schema.returns) == ["Tensor"] for schema in takes)


class _Typed(Protocol):
    """An argument or a result in one of torch's operator schemas."""

    type: object


def _types(values: Sequence[_Typed]) -> list[str]:
    return [str(value.type) for value in values]


def _bound(scope: ast.AST) -> Iterator[str]:
    """The names that a function or a comprehension binds."""
    for node in ast.walk(scope):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _dotted(node: ast.AST) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _last(node: ast.Name | ast.Attribute) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id


def _column(line: str, offset: int) -> int:
    """A column in characters, of one in bytes of UTF-8."""
    return len(line.encode("utf-8")[:offset].decode("utf-8"))
