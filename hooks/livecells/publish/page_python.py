"""The Python of pages, run in V8: it compiles here what each page would compile at its first run.

Pages have another Python than the build, so only that one can. V8 is here for formulas anyway.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer

SHIM = Path(__file__).with_name("page_python.js")
# A module's export, in the place of which a script leaves a name.
EXPORTS = {
    "pyodide.js": (r"export\{(\w+) as loadPyodide\b[^}]*\};?\s*\Z", r"globalThis.loadPyodide=\1;"),
    "pyodide.asm.js": (r"export default (\w+);?\s*\Z", r"globalThis.program=\1;"),
}
FILES = {"pyodide.asm.wasm": "python.bin", "stdlib.zip": "stdlib.bin"}  # how Pyodide calls them
PATIENCE = 300.0  # seconds; it takes two to ten
COMPILE = """
import base64, json
made, wrong = {}, ""
try:
    for path, (file, text) in json.loads(asked).items():
        made[path] = base64.b64encode(compiled(file, text.encode())).decode()
except SyntaxError as error:
    wrong = str(error)
json.dumps([made, wrong])
"""


def compile_modules(sources: Mapping[str, tuple[str, bytes]], runtime: Path) -> dict[str, bytes]:
    """Compile modules for pages; the same bytes for the same sources.

    Args:
        sources: By a key of the caller's own, where a module says that it is, and its text.
        runtime: The folder with Pyodide's files.

    Returns:
        By the same keys, what a `.pyc` file holds, without the numbers of lines.

    Raises:
        RuntimeError: Pyodide did not start.
        SyntaxError: The Python of pages cannot read a module.
    """
    from py_mini_racer import JSEvalException, JSPromiseError, MiniRacer

    js = MiniRacer()
    try:
        _start(js, runtime)
        js.eval(f"answer({json.dumps((runtime / 'compiled.py').read_text('utf-8'))}, '');undefined")
        asked = json.dumps({key: (file, text.decode()) for key, (file, text) in sources.items()})
        made, wrong = json.loads(str(js.call("answer", COMPILE, asked)))
    except (JSEvalException, JSPromiseError) as error:
        raise RuntimeError(str(error)[:2000]) from error  # behind it stands all of a script
    finally:
        js.close()
    if wrong:
        raise SyntaxError(wrong)
    return {key: base64.b64decode(code) for key, code in made.items()}


def _start(js: MiniRacer, runtime: Path) -> None:
    js.eval(SHIM.read_text("utf-8") + ";undefined")
    for name, (export, given) in EXPORTS.items():
        text = (runtime / name).read_text("utf-8").replace("import.meta.url", "location.href")
        script, found = re.subn(export, given, text)
        if not found:
            raise RuntimeError(f"{name} exports nothing that is known")
        js.eval(script + ";undefined")
    for name, file in FILES.items():
        data = base64.b64encode(gzip.decompress((runtime / file).read_bytes())).decode()
        js.eval(f"give('{name}', '{data}');undefined")
    info = json.loads((runtime / "release.json").read_text("utf-8"))["info"]
    started: Any = js.eval(f"start({json.dumps(info)})")
    started.get(timeout=PATIENCE)
