"""The environment that snippets run in, and what of it a run may have depended on.

What would make a page differ from what its reader gets, such as a flag that switches assertions
off, is taken away or set to what a kernel has. What libraries read where Python cannot see it is a
part of each run's key. Any other variable is a dependency of the runs that read it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping

ALL = "*"  # stands for every variable, where a run read the whole of the environment

# One thread, the locale and the clock of no place, and no settings of the one who builds.
FIXED = {
    **dict.fromkeys(
        (
            "OMP_NUM_THREADS",
            "OPENBLAS_NUM_THREADS",
            "MKL_NUM_THREADS",
            "NUMEXPR_NUM_THREADS",
            "NUMEXPR_MAX_THREADS",
            "VECLIB_MAXIMUM_THREADS",
            "BLIS_NUM_THREADS",
        ),
        "1",
    ),
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",  # by which texts lie in sets, and `hash` counts
    "JPY_PARENT_PID": "1",
    "TERM": "xterm-color",
    "CLICOLOR": "1",
    "CLICOLOR_FORCE": "1",
    "FORCE_COLOR": "1",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MATPLOTLIBRC": os.devnull,  # an empty file: matplotlib's own defaults
}
# Of Python's own variables only those that say where things are: the others change meanings.
PLACES_OF_PYTHON = {
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONPLATLIBDIR",
    "PYTHONUSERBASE",
    "PYTHONNOUSERSITE",
    "PYTHONPYCACHEPREFIX",
    "PYTHONDONTWRITEBYTECODE",
}
TAKEN_AWAY = re.compile(
    r"PYTHON.*|IPYTHON.*|JUPYTER_.*|LC_.*|LANGUAGE|MPLSETUPCFG|NO_COLOR|FORCE_COLOR|CLICOLOR(_FORCE)?"
    r"|COLORTERM|COLUMNS|LINES|MANPAGER|PS1|INPUTRC"
)
# Read by C code, or by libraries while the forking server loads them.
SETTINGS = re.compile(
    r"(ATEN|BLIS|CUBLAS|CUDA|CUDNN|DNNL|DYLD|GLIBC|GOMP|GOTO|HIP|KMP|LD|MALLOC|MKL|NCCL|NPY|NUMBA"
    r"|NUMEXPR|NUMPY|NVIDIA|OMP|ONEDNN|OPENBLAS|PYTORCH|ROCR|SYMPY|TORCH|VECLIB|XLA)_.+|TORCHINDUCTOR_.+"
)
# Where things are and who is there. That a library looks these up says nothing of what it gives;
# and they differ from shell to shell, so a process that only inherits them does not depend on them.
PLACES = re.compile(
    r"HOME|PATH|USER|USERNAME|LOGNAME|SHELL|SHLVL|PWD|OLDPWD|TMP|TEMP|TMPDIR|HOSTNAME|HOST|_|MAIL"
    r"|DISPLAY|WAYLAND_DISPLAY|WINDOWID|VIRTUAL_ENV(_PROMPT)?|CONDA_.*|XDG_.*|SSH_.*|DBUS_.*|GPG_.*"
    r"|SYSTEMD_.*|INVOCATION_ID|JOURNAL_STREAM|TERM_.*|VTE_.*|VSCODE_.*|GIT_.*|GITHUB_.*|RUNNER_.*"
    r"|CI|CI_.*|BUILD_.*|PYTEST_.*|MPLCONFIGDIR|SOURCE_DATE_EPOCH|LIVECELLS_.*|NO_MKDOCS.*|MAKE.*|MFLAGS"
    r"|LS_COLORS|LESS.*|EDITOR|VISUAL|DEBIAN_FRONTEND|PIP_.*|SSL_CERT_.*|REQUESTS_CA_BUNDLE|.*_proxy"
    r"|.*_PROXY|\w+_CACHE(_DIR)?|\w+_HOME"  # torch sets one of these itself
)
SECRET = re.compile(
    r"TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|COOKIE|(^|_)(KEY|PAT|PWD)(_|$)", re.I
)


def for_runs(given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment of the processes that run snippets.

    Args:
        given: The environment of this process.
    """
    kept = {name: value for name, value in given.items() if not _taken_away(name)}
    if "PYTHONPATH" in kept:  # seen from here, and not from the folder of a run
        parts = kept["PYTHONPATH"].split(os.pathsep)
        kept["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, parts))
    return {**kept, **FIXED}


def _taken_away(name: str) -> bool:
    return TAKEN_AWAY.fullmatch(name) is not None and name not in PLACES_OF_PYTHON


def settings(given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What libraries are told where Python cannot see that they read it; a part of each key."""
    return {
        name: mark(name, value)
        for name, value in sorted(given.items())
        if SETTINGS.fullmatch(name) and not PLACES.fullmatch(name) and name not in FIXED
    }


def marks(names: Iterable[str], given: Mapping[str, str]) -> dict[str, str | None]:
    """What is kept of the variables that a run read.

    Args:
        names: Their names, or `ALL` for the whole environment.
        given: The environment as it was when the run began.

    Returns:
        The mark of each by its name, None where it was not set; see `mark`.
    """
    wanted = set(names)
    if ALL in wanted:
        wanted |= {name for name in given if not PLACES.fullmatch(name)}
    known = {name: given.get(name) for name in sorted(wanted)}
    whole: dict[str, str | None] = {ALL: ""} if ALL in wanted else {}
    return whole | {n: None if v is None else mark(n, v) for n, v in known.items() if n != ALL}


def mark(name: str, value: str) -> str:
    """A variable's value as it is kept: itself, or a digest where it is long or may be secret."""
    if len(value) <= 80 and not SECRET.search(name):
        return value
    return "sha256:" + hashlib.sha256(os.fsencode(value)).hexdigest()[:16]


def difference(kept: Mapping[str, str | None], given: Mapping[str, str] | None = None) -> str:
    """Which variable has another value than a run has read, in words, or nothing.

    Args:
        kept: What `marks` gave when the run was made.
        given: The environment now; by default that of a run that would begin now.
    """
    now = for_runs() if given is None else given
    for name, before in marks(kept, now).items():
        was = kept.get(name)
        if name != ALL and was != before:
            return changed(name, was, before)
    return ""


def changed(name: str, was: str | None, now: str | None) -> str:
    """That a variable has another value, in words: `COURSE one -> two`."""
    shown = [value for value in (was, now) if value is not None]
    if any(value.startswith("sha256:") for value in shown) and len(shown) == 2:
        return f"{name} has changed"
    return f"{name} {_word(was)} -> {_word(now)}"


def _word(value: str | None) -> str:
    if value is None:
        return "not set"
    return "set" if value.startswith("sha256:") else value if value.strip() else repr(value)
