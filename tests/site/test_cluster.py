"""Sites whose snippets run on a Dask cluster: the same to the byte, whatever befalls workers."""

import os
import re
import socket
from pathlib import Path

import pytest

from livecells.cluster.cluster import Cluster
from livecells.notebook.percent import parse
from livecells.run.job import MIB, Job, Limits
from livecells.source import source_digest

from .conftest import CONFIG, EPOCH
from .dask_cluster import TORCH, DaskCluster
from .watched import Watched, ended, first_difference, imported, wait_until

pytestmark = pytest.mark.turns(2)

SNIPPETS = {
    "story": '# %% a\nx = 6 * 7\nprint(x)\n# %% b raises="ZeroDivisionError"\n1 / 0\n',
    "files": (
        "# %% a\nimport os\nfrom pathlib import Path\nimport beside\n"
        "print(beside.NAME, Path('d.txt').read_text(), Path('data/deep.txt').read_text())\n"
        "print(Path('../above.txt').read_text(), Path('link.txt').read_text())\n"
        "print(os.listdir('data'))\n"
        "print(Path(__file__).name, Path.cwd().name, os.environ.get('COURSE'))\n"
        "Path('made.txt').write_text('new')\nprint(Path('made.txt').read_text())\n"
    ),
    "figure": (
        "# %% a\nimport torch\nimport matplotlib.pyplot as plt\n"
        "_ = plt.plot(torch.arange(3), [1, 3, 2], label='line')\nplt.show()\n"
    ),
    "slope": (
        "# %% a\nimport torch\nx = torch.tensor(2.0, requires_grad=True)\nout = x**2\n"
        "# %% b\nout.backward()\nprint(x.grad)\n"
    ),
}
LAB = (
    "# %% start\ny = 1\n\n# %% solution\nz = y + 1\nprint(z)\n\n"
    '# %% check\nassert z == 2, "Add 1."\nprint("All checks passed.")\n'
)
PAGE = """\
# Home

/// live | story
///

/// graph | slope:out
///

/// live | slope
///

/// exercise | add
    title: Add one
Add 1 to y.
///

It is [[slope:x.grad | .1f]].
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """One scheduler with two workers, which tests may lose."""
    pytest.importorskip("distributed", reason="it comes with the extra `cluster`")
    made = DaskCluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.close()


def sources(home, name):
    """The same small site: outputs, an error, a figure, a graph, a lab, and files that are read."""
    site = Watched(home, name)
    for snippet, code in SNIPPETS.items():
        site.snippet(snippet, code)
    site.snippet("labs/add", LAB)
    site.write("snippets/beside.py", 'NAME = "beside"\n')
    for file in ("snippets/d.txt", "snippets/data/deep.txt", "above.txt"):
        site.write(file, f"text of {Path(file).name}")
    (site.root / "snippets" / "link.txt").symlink_to("d.txt")
    site.write("docs/index.md", PAGE)
    site.page("second", "files", "figure")
    return site


def errors(log):
    """What a build says that is wrong."""
    found = re.search(r"(\d+ errors? in the live pages.*?)\nNothing was published", log, re.DOTALL)
    return found and found[1]


def test_the_site_is_the_same_to_the_byte_and_its_runs_hold_on_this_machine(cluster, tmp_path):
    address = cluster.have("good", "good")
    given = {**EPOCH, "COURSE": "autograd", "API_TOKEN": "a secret"}
    local, far = sources(tmp_path, "local"), sources(tmp_path, "far-away")
    local.good("--strict", **given)
    assert "has not run before" in far.good("--strict", LIVECELLS_CLUSTER=address, **given)
    assert "autograd" in far.html("second/index.html")
    assert "text of above.txt text of d.txt" in far.html("second/index.html")
    assert first_difference(local.files(), far.files()) == ""
    assert [path.name.split(".")[:2] for path in sorted(local.store().glob("*.ipynb"))] == [
        path.name.split(".")[:2] for path in sorted(far.store().glob("*.ipynb"))
    ]
    far.write("docs/index.md", PAGE + "\nMore.\n")
    log = far.good("--strict", **given)
    assert re.findall(r"live-site: \S+: .*(?:run|changed|there)", log) == []
    far.write("snippets/d.txt", "other")
    assert "files: d.txt has changed" in far.good(LIVECELLS_CLUSTER=address, **given)
    assert "other text of deep.txt" in far.html("second/index.html")


def test_faults_and_limits_are_said_as_on_this_machine_and_nothing_is_run_twice(cluster, tmp_path):
    address = cluster.have("good", "good")
    count = tmp_path / "count"
    faults = {
        "raises": f"with open({str(count)!r}, 'a') as file:\n    file.write('1')\n1 / 0\n",
        "endless": "print('begun')\nwhile True:\n    pass\n",
        "prints": "print('x' * 5000)\n",
        "hog": "hog = []\nwhile True:\n    hog.append(bytearray(1 << 25))\n",
        "segfault": "import ctypes\nctypes.string_at(0)\n",
        "exits": "import os\nos._exit(7)\n",
        "writes": "open('large', 'wb').write(bytes(1 << 22))\n",
    }
    said = []
    for name, given in (("local", {}), ("far", {"LIVECELLS_CLUSTER": address})):
        site = Watched(tmp_path, name)
        limits = "timeout: 2, memory: 200 MiB, printed: 1 KiB, file_size: 2 MiB"
        site.write("mkdocs.yml", CONFIG.replace("{livecells: {", f"{{livecells: {{{limits}, "))
        for snippet, code in faults.items():
            site.snippet(snippet, f"# %% a\n{code}")
        site.page("index", *faults)
        said.append(errors(site.build(**given).stderr))
    assert said[0] == said[1]
    assert said[1].startswith("7 errors")
    for words in ("limit of 2 s", "bytes", "MemoryError", "SIGSEGV", "status 7", "ZeroDivision"):
        assert words in said[1]
    assert count.read_text() == "11"  # here once, and there once


WAITS = """\
# %% a
import os
import time
from pathlib import Path
mark = Path({!r})
if not mark.exists():
    mark.with_suffix(".part").write_text(str(os.getppid()))
    mark.with_suffix(".part").rename(mark)
    time.sleep(20)
print("it has run")
"""


def waiting(cluster, tmp_path):
    """A site of which a snippet runs on a worker, its build, and the worker."""
    address = cluster.have("good", "good")
    site, mark = Watched(tmp_path), tmp_path / "mark"
    site.snippet("story", "# %% a\nprint('as it was')\n")
    site.page("index", "story")
    site.good(LIVECELLS_CLUSTER=address)
    site.snippet("story", WAITS.format(str(mark)))
    build = site.start("build", LIVECELLS_CLUSTER=address)
    assert wait_until(mark.exists, 60)
    status = Path(f"/proc/{mark.read_text()}/stat").read_text()
    return site, build, int(status.rpartition(")")[2].split()[1])


def test_what_ran_on_a_worker_that_is_lost_runs_on_another(cluster, tmp_path):
    site, build, worker = waiting(cluster, tmp_path)
    cluster.kill(worker)
    done = ended(build)
    assert done.returncode == 0, done.stderr
    assert ">it has run</pre>" in site.html()


def test_a_scheduler_that_is_lost_is_one_error_and_the_last_site_stays(cluster, tmp_path):
    site, build, _ = waiting(cluster, tmp_path)
    cluster.kill_scheduler()
    done = ended(build, 20)
    assert done.returncode == 1
    said = errors(done.stderr)
    assert said.startswith(
        "1 error in the live pages\n  1. snippets/story.py:1: LIVECELLS_CLUSTER="
    )
    assert "the connection to the scheduler was lost" in said
    assert "Traceback" not in done.stderr
    assert ">as it was</pre>" in site.html()
    assert site.leavings() == []


def test_a_scheduler_that_is_not_there_is_one_error_and_the_last_site_stays(tmp_path):
    pytest.importorskip("distributed", reason="it comes with the extra `cluster`")
    site = sources(tmp_path, "alone")
    site.write("site/index.html", "the last one")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
    done = ended(site.start("build", LIVECELLS_CLUSTER=address), 30)
    assert done.returncode == 1
    said = errors(done.stderr)
    assert said.startswith("1 error")
    assert re.search(rf"snippets/\w+\.py:1: LIVECELLS_CLUSTER={address}: no scheduler has", said)
    assert "Traceback" not in done.stderr
    assert site.html() == "the last one"


def test_workers_with_other_programs_get_nothing_to_do(cluster, tmp_path):
    address = cluster.have("good", "torch", "bare")
    site = sources(tmp_path, "one")
    log = site.good(LIVECELLS_CLUSTER=address)
    assert f"is not used: torch is {TORCH} there and " in log
    assert "is not used: the engine cannot be imported there (it is not installed)" in log
    assert ">42</pre>" in site.html()


def test_where_all_workers_have_other_programs_one_error_has_both_versions(cluster, tmp_path):
    address = cluster.have("torch", "engine")
    site = sources(tmp_path, "one")
    said = errors(site.build(LIVECELLS_CLUSTER=address).stderr)
    assert said.startswith("1 error")
    assert re.search(rf"torch is {re.escape(TORCH)} there and 2\.\d+\.\d+\S* here", said)
    here = source_digest("livecells.cluster")
    assert re.search(rf"the engine is [0-9a-f]{{16}} there and {here} here", said)


def test_a_worker_that_comes_later_with_another_torch_is_found_by_its_first_job(cluster):
    address = cluster.have("good")
    told = []
    runner = Cluster(address, say=told.append)
    try:
        assert printed(runner, "print(1)") == "1\n"
        cluster.have("torch")
        runs = [runner.submit(job(f"print({n})")) for n in range(3)]
        failures = [run.result(60).run.failure for run in runs]
        assert {failure.kind for failure in failures} == {"unreached"}
        assert all(f"torch is {TORCH} there" in failure.message for failure in failures)
        assert len(told) == 1
        cluster.have("torch", "good")
        assert printed(runner, "print(2)") == "2\n"
    finally:
        runner.close()


def job(code):
    return Job(parse(f"# %% a\n{code}\n", "s.py", "snippets/s.py", os.path.abspath("none/s.py")))


def printed(runner, code):
    run = runner.submit(job(code)).result(60).run
    assert run.failure is None, run.failure
    return run.cell("a")["outputs"][0]["text"]


def test_runs_that_are_called_off_end_and_free_their_worker(cluster):
    runner = Cluster(cluster.have("good"))
    runner.limits = Limits(seconds=100, memory=500 * MIB)
    try:
        runs = [runner.submit(job("import time\ntime.sleep(90)")) for _ in range(3)]
        assert printed_while(runs, cluster)
        runner.cancel()
        assert {run.result(5).run.failure.kind for run in runs} == {"cancelled"}
        assert printed(runner, "print('free')") == "free\n"
    finally:
        runner.close()


def printed_while(runs, cluster):
    """Whether one of these runs is on a worker, and none has ended."""
    with cluster.client() as client:
        busy = wait_until(lambda: any(client.processing().values()), 30)
    return busy and not any(run.done() for run in runs)


def test_a_run_that_finds_other_things_than_here_is_no_good(cluster, tmp_path):
    (tmp_path / "snippets").mkdir()
    (tmp_path / "outside.txt").write_text("here")
    code = "import os\nprint(os.path.exists('../out' + 'side.txt'))"
    runner = Cluster(cluster.have("good"))
    try:
        snippet = parse(f"# %% a\n{code}\n", "s.py", "s.py", str(tmp_path / "snippets" / "s.py"))
        failure = runner.submit(Job(snippet)).result(60).run.failure
    finally:
        runner.close()
    assert "outside.txt, which is not the same on the worker" in failure.message


def test_without_the_setting_nothing_of_a_cluster_is_loaded(tmp_path):
    site = Watched(tmp_path)
    site.snippet("story", "# %% a\nprint(1)\n")
    site.page("index", "story")
    seen = imported(site.good(PYTHONPROFILEIMPORTTIME="1"))
    assert seen >= {"mkdocs", "livecells"}
    assert seen & {"dask", "distributed"} == set()
