"""The text beside the files of the archive: what to install for which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def readme(torch: str, needs: Mapping[str, Sequence[str]]) -> str:
    """What is said in the archive of everything.

    Args:
        torch: The version of PyTorch that made the outputs; nothing where none did.
        needs: For each script the libraries beside PyTorch that it needs.
    """
    base = f"Python and PyTorch; the outputs were made with {torch}" if torch else "Python"
    lines = [f"The scripts run alone. They need {base}."]
    libraries = sorted({name for names in needs.values() for name in names})
    for library in libraries:
        users = sorted(path for path, names in needs.items() if library in names)
        lines += ["", f"These need {library} as well:", *(f"  {path}" for path in users)]
    return "\n".join([*lines, ""])
