"""The program's own source as a part of cache keys: what a module does depends on what it imports.

Nothing is listed by hand and nothing is imported: the files that a module can reach are found in
the text of its import statements, those inside functions too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent
NAME = __name__.partition(".")[0]
# `from a.b import c, d`, the names in brackets or not, and `import a.b`.
IMPORT = re.compile(
    rf"^[ \t]*(?:from[ \t]+(?P<package>{NAME}[\w.]*)[ \t]+import[ \t]+(?P<names>\([^)]*\)|.*)"
    rf"|import[ \t]+(?P<module>{NAME}[\w.]*))",
    re.MULTILINE,
)


@cache
def source_digest(module: str) -> str:
    """The digest of all of this program's source that can decide what a module does.

    Args:
        module: The dotted name of a module or of a package of this program, such as `__name__`.

    Returns:
        16 hexadecimal digits, another as soon as a byte of a file that `module` reaches changes.

    Raises:
        ValueError: There is no such module.
    """
    made = hashlib.sha256()
    for path in reached(module):
        data = path.read_bytes()
        made.update(f"{path.relative_to(ROOT).as_posix()} {len(data)}\n".encode())
        made.update(data)
    return made.hexdigest()[:16]


def reached(module: str) -> list[Path]:
    """The files that a module can reach by its imports, with the data files of their packages.

    Args:
        module: See `source_digest`.

    Returns:
        Absolute paths, sorted.

    Raises:
        ValueError: There is no such module.
    """
    found: set[Path] = set()
    new = set(_files(module))
    if not new:
        raise ValueError(f"{module!r} is no module of {NAME}")
    while new:
        found |= new
        new = {path for known in new for path in _imported(known)} - found
    packages = {path.relative_to(ROOT).parts[0] for path in found if path.parent != ROOT}
    data = {path for name in packages for path in (ROOT / name).rglob("*") if _is_data(path)}
    return sorted(found | data)


def _imported(path: Path) -> Iterator[Path]:
    for match in IMPORT.finditer(path.read_text(encoding="utf-8")):
        package = match["package"] or match["module"]
        yield from _files(package, whole=False)
        for name in re.findall(r"\w+", match["names"] or ""):
            yield from _files(f"{package}.{name}", whole=False)


def _files(module: str, whole: bool = True) -> Iterator[Path]:
    """The file of a module; of a package its `__init__`, or `whole` all of its modules."""
    path = ROOT.joinpath(*module.split(".")[1:])
    if path.with_suffix(".py").is_file():
        yield path.with_suffix(".py")
    elif path.is_dir():
        yield from path.rglob("*.py") if whole else path.glob("__init__.py")


def _is_data(path: Path) -> bool:
    # Python writes what it has compiled under another name first, which may be gone a moment later.
    return path.suffix != ".py" and path.parent.name != "__pycache__" and path.is_file()
