"""What the fork server has ready, so that no child pays for it once more."""

import subprocess
import sys
import textwrap

import pytest

LATE = """
    import json, os, sys
    from livecells.notebook.percent import Cell, Snippet
    from livecells.pool.child import run_job
    from livecells.pool.preload import preload

    scratch, modules = sys.argv[1], sys.argv[2:]
    os.makedirs(f"{scratch}/work")
    os.makedirs(f"{scratch}/printed")
    preload(modules)
    before, compiled = set(sys.modules), []  # and what is read of sources
    import re._compiler as compiler, linecache
    plain, update = compiler.compile, linecache.updatecache
    compiler.compile = lambda pattern, flags=0: compiled.append(pattern) or plain(pattern, flags)
    linecache.updatecache = lambda name, *more: compiled.append(name) or update(name, *more)
    code = "".join(f"import {name}\\n" for name in modules)
    code += "torch.manual_seed(1)\\n" * bool(modules) + "print(1)"
    text, home = f"# %% one\\n{code}\\n", f"{scratch}/home/one.py"
    snippet = Snippet("one.py", "one.py", text, (Cell("one", code, 2),), home)
    job = {
        "snippet": snippet.to_json(), "upto": None, "for_page": True, "queries": [], "given": {},
        "folder": f"{scratch}/work", "printed": f"{scratch}/printed", "modules": modules,
        "memory": None, "output": None, "file": None,
    }
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        run_job(job, write)
        late = [name for name in set(sys.modules) - before if name.startswith("livecells")]
        late += [one for one in compiled if one != "<string>"]
        os.write(write, json.dumps({"late": late}).encode() + b"\\n")
        os._exit(0)
    os.close(write)
    with open(read) as lines:
        said = [json.loads(line) for line in lines]
    ran = [message for message in said if "run" in message]
    print(json.dumps([ran[0]["failure"], said[-1]["late"]]))
    sys.stdout.flush()
    os._exit(0)
"""


@pytest.mark.parametrize("modules", [[], ["torch"]], ids=["plain", "torch"])
def test_a_child_loads_nothing_of_the_engine_and_compiles_no_pattern(tmp_path, modules):
    (tmp_path / "home").mkdir()
    program = [sys.executable, "-c", textwrap.dedent(LATE), str(tmp_path), *modules]
    done = subprocess.run(program, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[null, []]"
