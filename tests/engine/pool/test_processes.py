"""Processes and tasks that a snippet begins, where no kernel has an answer to compare with."""

import pytest

from livecells.notebook.percent import read
from livecells.pool.pool import Pool
from livecells.pool.preload import modules_for
from livecells.run.job import Job

STORIES = {
    "guarded": """\
# %% a
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def square(x):
    return x * x


# %% b
if __name__ == "__main__":
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        print(list(executor.map(square, [1, 2, 3])))
""",
    "copies": """\
# %% a
import os
import sys

if os.fork() == 0:
    print("the copy")
else:
    print("status", os.wait()[1])

# %% b
print("once")
pid = os.fork()
if pid == 0:
    raise ValueError("in the copy")
print("status", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

# %% c
pid = os.fork()
if pid == 0:
    sys.exit(3)
print("status", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
""",
    "late": """\
# %% a
import asyncio
from IPython.display import display


async def late(text):
    await asyncio.sleep(0.01)
    print(text)
    display(text)


task = asyncio.create_task(late("of the first"))
print("begun")

# %% b
print("second")
await task

# %% c
print(asyncio.run(asyncio.sleep(0, "its own loop")))
loop = asyncio.new_event_loop()
print(loop.run_until_complete(asyncio.sleep(0, "another")))
loop.close()

# %% d
import threading

thread = threading.Thread(target=lambda: print(asyncio.run(asyncio.sleep(0, "in a thread"))))
thread.start()
thread.join()

# %% e
print(asyncio.current_task() in asyncio.all_tasks(), asyncio.get_running_loop() is loop)


async def spin():
    while True:
        await asyncio.sleep(0)


spinning = asyncio.create_task(spin())

# %% f
print("not held up")
""",
    "profiler": """\
# %% a
import torch
from torch.profiler import ProfilerActivity, profile

with profile(activities=[ProfilerActivity.CPU]) as measured:
    torch.ones(3).sum()
print(len(measured.events()) > 0)
""",
    "main": """\
# %% a
import __main__
import inspect
import os
from multiprocessing import spawn


class Point:
    pass


print(os.path.basename(__main__.__file__), os.path.basename(__file__))
print("init_main_from_path" in spawn.get_preparation_data("one"), inspect.getsource(Point)[:11])
""",
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stories")
    for name, text in STORIES.items():
        (folder / f"{name}.py").write_text(text)
    with Pool(2, modules=modules_for(STORIES.values())) as pool:
        jobs = [Job(read(folder / f"{name}.py"), for_page=name == "late") for name in STORIES]
        return {result.job.snippet.name: result.run for result in pool.run(jobs)}


@pytest.fixture(autouse=True)
def good(runs):
    assert {name: run.failure for name, run in runs.items()} == dict.fromkeys(STORIES)


def texts(run, cell, stream):
    outputs = run.cell(cell)["outputs"]
    return "".join(output["text"] for output in outputs if output.get("name") == stream)


@pytest.mark.slow
def test_a_guarded_script_gives_its_own_functions_to_spawned_processes(runs):
    assert runs["guarded"].text("b") == "[1, 4, 9]\n"


@pytest.mark.slow
def test_a_forked_copy_ends_with_its_cell(runs):
    run = runs["copies"]
    assert run.text("a") == "the copy\nstatus 0\n"
    assert texts(run, "b", "stdout") == "once\nstatus 1\n"
    lines = texts(run, "b", "stderr").splitlines()
    assert (lines[0], lines[-1]) == (
        "Traceback (most recent call last):",
        "ValueError: in the copy",
    )
    assert run.text("c") == "status 3\n"


def test_what_a_task_shows_late_belongs_to_the_cell_that_began_it(runs):
    run = runs["late"]
    assert texts(run, "a", "stdout") == "begun\nof the first\n"
    assert run.cell("a")["outputs"][-1]["data"]["text/plain"] == "'of the first'"
    assert run.text("b") == "second\n"


def test_other_loops_may_run_inside_a_cell(runs):
    run = runs["late"]
    assert run.text("c") == "its own loop\nanother\n"
    assert run.text("d") == "in a thread\n"
    assert run.text("e") == "True False\n"
    assert run.text("f") == "not held up\n"


def test_the_profiler_has_nothing_to_complain_of(runs):
    assert texts(runs["profiler"], "a", "stdout") == "True\n"
    said = texts(runs["profiler"], "a", "stderr").splitlines()
    no_driver = "gpuGetDeviceCount failed"  # torch's build for a GPU says so where there is none
    assert [line for line in said if "ERROR" in line and no_driver not in line] == []


def test_only_the_author_finds_the_file_of_the_main_module(runs):
    assert runs["main"].text("a") == "main.py main.py\nFalse class Point\n"
