"""What no page may show: addresses, clocks, paths of the machine, errors nobody catches."""

import time

import pytest

from livecells.notebook.executed import TYPED, Query
from livecells.notebook.percent import parse, read
from livecells.pool.pool import Pool
from livecells.run.execute import execute
from livecells.run.job import Job
from livecells.run.shifted import other_moment

IMPORTS = "import os, sys, tempfile, threading, time, datetime, warnings\n"
HEAD = f'"""D."""\n# %% a\n{IMPORTS}x = object()\n'
LINE = 5  # of what follows


@pytest.fixture(scope="module")
def pool():
    with Pool(2) as made:
        yield made


def failure(pool, folder, text, **options):
    (folder / "story.py").write_text(text)
    snippet = read(folder / "story.py", "story.py", "snippets/story.py")
    return pool.submit(Job(snippet, for_page=True, **options)).result(60).run.failure


ADDRESSES = {
    "print": "print(x)",
    "last": "x",
    "in a list": "[x, x]",
    "a function": "print(len, (lambda: 1))",
    "a method": "print('then', x.__str__)",
    "in a table": "from IPython.display import HTML; HTML(f'<table><td>{x!r}</table>')",
    "id": "print(id(x))",
    "in colours": "print('<object at \\x1b[35m' + hex(id(x)) + '\\x1b[0m>')",
    "hex": "print(hex(id(x)))",
    "stderr": "print(x, file=sys.stderr)",
    "a warning": "warnings.warn(f'of {x}')",
    "json": "from IPython.display import JSON; JSON({'x': repr(x)})",
    "below python": "os.write(1, repr(x).encode());",
    "in a function": "(lambda: print(x))()",
    "displayed": "display(x)",
    "a process": "__import__('subprocess').run(['echo', repr(x)]);",
    "a hash": "print(hash(x))",
    "a sixteenth": "print('at', id(x) // 16)",
    "a repr of a class": "print(type('T', (), {})())",
}
NAMES = {
    "pid": "print('in', os.getpid())",
    "thread": "print(threading.get_native_id())",
    "uuid": "import uuid; print(uuid.uuid4())",
    "host": "import socket; print('on', socket.gethostname())",
    "node": "import platform; print(platform.node())",
}
CLOCKS = {
    "time": "print(time.time())",
    "whole": "print(int(time.time()))",
    "ns": "print(time.time_ns())",
    "now": "print(datetime.datetime.now())",
    "utc": "print(datetime.datetime.now(datetime.timezone.utc).isoformat())",
    "ctime": "print(time.ctime())",
    "magic": "%time sum(range(9))",
    "magic of many": "%timeit -n1 -r1 sum(range(9))",
    "a counter": "print(time.perf_counter())",
    "nanoseconds of one": "print(time.monotonic_ns())",
    "a day": "print(datetime.date.today())",
    "a day in words": "print(f'{datetime.datetime.now():%d %B %Y, %H:%M}')",
    "a day in American": "print(f'{datetime.date.today():%m/%d/%y}')",
    "a year": "print(datetime.date.today().year)",
    "a weekday": "print(f'{datetime.date.today():%A}')",
    "a month": "print(f'It is {datetime.date.today():%B}.')",
}
PATHS = {
    "cwd": "print(os.getcwd())",
    "home": "print(os.path.expanduser('~/x'))",
    "file": "print(__file__)",
    "beside": "print(os.path.join(os.path.dirname(__file__), 'data.csv'))",
    "executable": "print(sys.executable)",
    "prefix": "print(sys.prefix)",
    "a library": "import numpy; print(numpy.__file__)",
    "a module": "import json; print(json)",
    "stdlib": "import json; json.__file__",
    "path": "print(sys.path)",
    "temporary": "print(tempfile.mkdtemp())",
    "html": "from IPython.display import HTML; HTML(f'<a href=\"file://{os.getcwd()}\">x</a>')",
    "metadata": "from IPython.display import display; display(1, metadata={'made': os.getcwd()})",
    "svg": ("import matplotlib.pyplot as plt; plt.plot([1]); plt.title(os.getcwd()); None"),
    "a warning": "warnings.warn('at ' + os.getcwd())",
    "no slash": "print(os.path.abspath('x')[1:])",
    "its parts": "print(os.getcwd().split('/'))",
    "in capitals": "print(os.getcwd().upper())",
    "a traceback": (
        "import json, traceback\ntry: json.loads('{')\nexcept ValueError: traceback.print_exc()"
    ),
}
GOOD = """print(hex(255), hex(2**40), 0xdeadbeef, 123456789012345 // 10**9)
print('/tmp/mine', 'n/tmp', '/dx', 'https://pytorch.org/home/x', '~/x')
print(datetime.date(2020, 2, 29), datetime.datetime.fromtimestamp(1_000_000_000), '3:2:1')
print(os.path.basename(os.getcwd())[:0], os.path.basename(__file__), 1e10, 1_000_000_000)
print(hash(1), 2**63, -1 % 2**32, 2**47 + 1, 'at 0x10')
"""


@pytest.mark.parametrize("case", ADDRESSES)
def test_an_address_is_refused_with_its_line(pool, tmp_path, case):
    found = failure(pool, tmp_path, f"{HEAD}{ADDRESSES[case]}\n")
    assert found is not None
    assert (found.kind, found.line, found.cell) == ("unsteady", LINE, "a")
    assert "the output shows an address" in found.message
    assert "`;`" in found.message


@pytest.mark.parametrize("case", CLOCKS)
def test_a_clock_is_refused_with_its_line(pool, tmp_path, case):
    found = failure(pool, tmp_path, f"{HEAD}{CLOCKS[case]}\n")
    assert found is not None
    assert (found.kind, found.line) == ("unsteady", LINE)
    assert "the time of the run" in found.message


@pytest.mark.parametrize("case", NAMES)
def test_a_name_of_the_process_is_refused_with_its_line(pool, tmp_path, case):
    found = failure(pool, tmp_path, f"{HEAD}{NAMES[case]}\n")
    assert found is not None
    assert (found.kind, found.line) == ("unsteady", LINE)
    assert "of this very run" in found.message


@pytest.mark.parametrize("case", PATHS)
def test_a_path_of_the_machine_is_refused(pool, tmp_path, case):
    found = failure(pool, tmp_path, f"{HEAD}{PATHS[case]}\n")
    assert found is not None
    assert (found.kind, found.line) == ("unsteady", LINE + 2 * (case == "a traceback"))
    assert "a path of the machine that builds" in found.message


def test_an_announced_error_is_looked_at_too(pool, tmp_path):
    text = HEAD.replace("# %% a", '# %% a raises="ValueError: of"')
    found = failure(pool, tmp_path, text + "print(1)\nraise ValueError(f'of {x}')\n")
    assert (found.kind, found.line) == ("unsteady", LINE + 1)
    assert "an address" in found.message


TORCH = {
    "a hook": "y.register_hook(lambda g: g)",
    "a node": "print(y.grad_fn)",
    "lines": "import matplotlib.pyplot as plt\nplt.plot([1])",
    "a pointer": "print(y.data_ptr())",
    "a storage": "print(y.untyped_storage().data_ptr())",
}


@pytest.mark.slow
@pytest.mark.parametrize("case", TORCH)
def test_what_torch_and_matplotlib_return_is_looked_at(pool, tmp_path, case):
    text = f"{HEAD}import torch; y = torch.ones(2, requires_grad=True) * 2\n{TORCH[case]}\n"
    found = failure(pool, tmp_path, text)
    assert found is not None
    assert (found.kind, found.line) == ("unsteady", len(text.splitlines()))


def test_what_lasts_is_fine(pool, tmp_path):
    assert failure(pool, tmp_path, HEAD + GOOD) is None


def test_the_line_is_that_of_the_code_which_printed_it(pool, tmp_path):
    text = HEAD + "def show(a):\n    print('so', a)\n\nprint('fine')\nshow(x)\nprint('fine')\n"
    assert failure(pool, tmp_path, text).line == LINE + 1


def test_a_display_that_a_later_cell_changes_is_looked_at_again(pool, tmp_path):
    text = f"{HEAD}shown = display('fine', display_id=True)\n# %% b\nshown.update(x)\n"
    found = failure(pool, tmp_path, text)
    assert (found.kind, found.cell, found.line) == ("unsteady", "a", LINE)


def test_a_semicolon_helps(pool, tmp_path):
    assert failure(pool, tmp_path, f"{HEAD}x;\n# %% b\n_ = x\n") is None


def test_a_live_value_is_looked_at_too(pool, tmp_path):
    (tmp_path / "story.py").write_text(HEAD)
    snippet = read(tmp_path / "story.py", "story.py")
    typed = Query("os.getcwd()", TYPED)
    today = Query("datetime.date.today()")
    queries = (Query("x"), Query("__file__"), Query("id(x)"), Query("6 * 7"), typed, today)
    run = pool.submit(Job(snippet, queries, for_page=True)).result(60).run
    said = [run.info["values"][query.key] for query in queries]
    assert "an address" in said[0]["error"]
    assert "a path" in said[1]["error"]
    assert "an address" in said[2]["error"]
    assert said[3] == {"text": "42"}
    assert "a path" in said[4]["error"]
    assert "the time of the run" in said[5]["error"]


def test_a_live_value_has_no_colours_of_a_terminal():
    snippet = parse("# %% a\nx = '\\x1b[31mred\\x1b[0m'\n", "story.py", "story.py")
    query = Query("x")
    assert execute(snippet, [query])[0].value(query) == "red"


def test_nothing_of_this_holds_for_files_that_no_page_shows():
    run, _ = execute(parse(f"{HEAD}print(x, os.getcwd())\n", "story.py", "story.py"))
    assert run.failure is None


STRAYS = {
    "a thread": "t = threading.Thread(target=lambda: 1 / 0)\nt.start(); t.join()\n",
    "not joined": "t = threading.Thread(target=lambda: (time.sleep(0.05), 1 / 0))\nt.start()\n",
    "a timer": "threading.Timer(0.01, lambda: 1 / 0).start()\n",
    "del": "type('T', (), {'__del__': lambda self: 1 / 0})()\nNone\n",
    "a cycle": "class T:\n    __del__ = lambda self: 1 / 0\nt = T(); t.t = t; del t\n",
    "a generator": "def g():\n    try: yield\n    finally: 1 / 0\nit = g(); next(it); del it\n",
    "weakref": (
        "import weakref\nclass A: pass\na = A(); r = weakref.ref(a, lambda _: 1 / 0); del a\n"
    ),
    "a task": (
        "import asyncio\nasync def bad(): 1 / 0\nasync def main():\n"
        "    t = asyncio.create_task(bad()); await asyncio.sleep(0.01)\nasyncio.run(main())\n"
    ),
    "a callback": (
        "import asyncio\nasync def main():\n"
        "    asyncio.get_running_loop().call_soon(lambda: 1 / 0)\n"
        "    await asyncio.sleep(0.01)\nasyncio.run(main())\n"
    ),
    "awaited": (
        "import asyncio\nasync def bad(): 1 / 0\nt = asyncio.create_task(bad())\n"
        "await asyncio.sleep(0.01)\ndel t\n"
    ),
    "kept": "import asyncio\nasync def bad(): 1 / 0\nt = asyncio.ensure_future(bad())\n",
}


@pytest.mark.parametrize("case", STRAYS)
def test_an_error_that_python_only_prints_is_an_error(pool, tmp_path, case):
    found = failure(pool, tmp_path, HEAD + STRAYS[case])
    assert found is not None
    assert found.kind == "raised"
    assert found.message == "ZeroDivisionError: division by zero"
    assert "1 / 0" in (tmp_path / "story.py").read_text().splitlines()[found.line - 1]


def test_such_an_error_can_be_announced(pool, tmp_path):
    text = HEAD.replace("# %% a", '# %% a raises="ZeroDivisionError: division"')
    assert failure(pool, tmp_path, text + STRAYS["a thread"]) is None


def test_one_from_between_two_cells_fails_the_next(pool, tmp_path):
    text = HEAD + STRAYS["not joined"] + "# %% b\nt.join()\n# %% c\nprint(1)\n"
    assert failure(pool, tmp_path, text).message.startswith("ZeroDivisionError")


def test_a_task_that_a_later_cell_awaits_is_no_fault(pool, tmp_path):
    text = (
        f"{HEAD}{STRAYS['kept']}# %% b\ntry:\n    await t\nexcept ZeroDivisionError:\n    _ = 1\n"
    )
    assert failure(pool, tmp_path, text) is None


def test_threads_that_end_well_and_pools_that_wait_are_no_fault(pool, tmp_path):
    text = (
        "from concurrent.futures import ThreadPoolExecutor\nidle = ThreadPoolExecutor(1)\n"
        "print(idle.submit(lambda: 3).result())\n"
        "threading.Thread(target=lambda: (time.sleep(0.05), print('late'))).start()\n"
        "threading.Thread(target=sys.exit).start()\n"
    )
    (tmp_path / "story.py").write_text(HEAD + text)
    run = pool.submit(Job(read(tmp_path / "story.py"), for_page=True)).result(60).run
    assert run.failure is None, run.failure
    assert run.text("a") == "3\nlate\n"


# ----- Words of the day: by chance, or from a clock -----

# Whatever day it is, one of these is its weekday, month or number.
EVERY_DAY = """\
import calendar
began = datetime.datetime.now()
print([datetime.date(2024, 1, 1 + n).strftime('%A') for n in range(7)])
print(list(calendar.day_name), list(calendar.month_name)[1:])
print([datetime.date(2024, n, 5).strftime('%d %B, %B %d') for n in range(1, 13)])
print([str(datetime.date(2024, 1, 1) + datetime.timedelta(days=n)) for n in range(2500)])
print([f'{h:02}:{m:02}' for h in range(24) for m in range(60)])
print([f'{d}/{m}' for d in range(1, 32) for m in range(1, 13)])
"""
FROM_A_CLOCK = {
    "weekday among all": "print(list(calendar.day_name), f'{datetime.date.today():%A}')",
    "by its number": "print(calendar.day_name[datetime.datetime.now().weekday()])",
    "the year": "print('it is', datetime.datetime.now().year)",
    "of time": "print(time.strftime('%A'))",
    "of parts": "print(time.strftime('%A', time.localtime()), time.gmtime().tm_year)",
    "in a zone": "print(f'{datetime.datetime.now(datetime.timezone.utc):%B}')",
    "imported": "from datetime import datetime as d, date\nprint(f'{d.today():%A}')",
    "computed": "print((datetime.date.today() - datetime.timedelta(0)).isoformat())",
    "compared": "print(datetime.datetime.now() > datetime.datetime(2020, 1, 1), time.ctime()[:3],"
    " f'{datetime.date.today():%A}')",
    "numpy": "import numpy as np\nprint(np.datetime64('today'))",
    "beside": "import beside_clock\nprint(beside_clock.word())",
    "displayed": "from IPython.display import HTML\nHTML(f'<b>{datetime.date.today():%A}</b>')",
}


def test_words_of_any_day_are_published_where_no_clock_gave_them(pool, tmp_path):
    assert failure(pool, tmp_path, HEAD + EVERY_DAY) is None


@pytest.mark.parametrize("case", FROM_A_CLOCK)
def test_words_that_a_clock_gave_are_refused_among_others(pool, tmp_path, case):
    (tmp_path / "beside_clock.py").write_text(
        "from datetime import date\ndef word():\n    return date.today().strftime('%A')\n"
    )
    text = f"{HEAD}import calendar; datetime.datetime.now()\nprint(1)\n{FROM_A_CLOCK[case]}\n"
    found = failure(pool, tmp_path, text)
    assert found is not None
    assert "the time of the run" in found.message
    assert found.line == len(text.splitlines())


def test_values_of_a_fixed_day_are_published_on_each_day(pool, tmp_path):
    (tmp_path / "story.py").write_text(HEAD)
    snippet = read(tmp_path / "story.py", "story.py")
    days = [Query(f"datetime.date(2024, 1, {n}).strftime('%A')") for n in range(1, 8)]
    today = Query("datetime.datetime.now().strftime('%A')")
    run = pool.submit(Job(snippet, (*days, today), for_page=True)).result(60).run
    said = [run.info["values"][query.key] for query in (*days, today)]
    assert [one.get("text", "")[-3:] for one in said[:7]] == ["day"] * 7
    assert "the time of the run" in said[7]["error"]


@pytest.mark.parametrize("day", range(0, 365, 13))
def test_the_other_clock_has_other_words_on_each_day(day):
    began = 1_790_000_000 + day * 86_400 + 60 * day
    shift = other_moment(began)
    parts = [(time.gmtime(at)[:5], time.gmtime(at).tm_wday) for at in (began, began + shift)]
    assert not any(map(int.__eq__, (*parts[0][0], parts[0][1]), (*parts[1][0], parts[1][1])))


SECRETS = {
    "bytes": "print(os.urandom(4).hex())",
    "a token": "import secrets; print(secrets.token_urlsafe(8))",
    "a number": "import random; print(random.SystemRandom().getrandbits(60))",
    "displayed": "import secrets; secrets.token_bytes(9)",
}


@pytest.mark.parametrize("case", SECRETS)
def test_a_number_that_the_system_draws_is_refused(pool, tmp_path, case):
    found = failure(pool, tmp_path, f"{HEAD}{SECRETS[case]}\n")
    assert (found.kind, found.line) == ("unsteady", LINE)
    assert "the output differs when the snippet runs again" in found.message
    assert failure(pool, tmp_path, f"{HEAD}print(len(os.urandom(4)))\n") is None


def test_a_value_that_the_system_draws_is_refused(pool, tmp_path):
    (tmp_path / "story.py").write_text(HEAD)
    snippet = read(tmp_path / "story.py", "story.py")
    queries = Query("os.urandom(4).hex()"), Query("len(os.urandom(4))")
    run = pool.submit(Job(snippet, queries, for_page=True)).result(60).run
    said = [run.info["values"][query.key] for query in queries]
    assert "differs when the snippet runs again" in said[0]["error"]
    assert said[1] == {"text": "4"}


def test_texts_lie_in_a_set_in_the_same_order_in_each_build(tmp_path):
    (tmp_path / "story.py").write_text(
        "# %% a\nprint({f'word {n}' for n in range(30)}, hash('abc'))\n"
    )
    snippet, shown = read(tmp_path / "story.py", "story.py"), []
    for _ in range(2):
        with Pool(1) as fresh:
            shown.append(fresh.submit(Job(snippet)).result(60).run.text("a"))
    assert shown[0] == shown[1]
