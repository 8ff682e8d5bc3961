"""What was measured, as Markdown."""

from __future__ import annotations

import datetime
import os
import platform
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

from .rounds import Plan, Record
from .serve import Reload
from .workload import Workload

CASES = {
    "cold": "Cold build",
    "warm": "Nothing changed",
    "edit": "One cell changed",
}
Samples = Sequence[float | None]


def report(plan: Plan, record: Record, served: Sequence[Reload], command: str) -> str:
    """The whole generated part of the page."""
    parts = [_preface(plan, command)]
    if behind := _behind(plan, record):
        parts += ["### Where ours is behind", behind]
    for workload in plan.workloads:
        found = [_case(plan, record, workload, case) for case in plan.cases]
        if tables := [made for made in found if made is not None]:
            parts += [f"### {workload.title}", *tables]
    if served:
        parts += ["### From saving a file to the fresh page in `mkdocs serve`", _served(served)]
    parts += ["### Versions", _versions(record)]
    if record.remarks:
        parts += ["### Not measured", "\n".join(f"- {remark}." for remark in record.remarks)]
    return "\n\n".join(parts) + "\n"


def _preface(plan: Plan, command: str) -> str:
    today = datetime.date.today().isoformat()
    return (
        f"Measured on {today} with Python {platform.python_version()} on {os.cpu_count()} cores, "
        f"{plan.rounds} {'round' if plan.rounds == 1 else 'rounds'}.\n"
        "Within a round every tool runs once, one after the other, and the ratios are taken "
        "within the round.\n"
        "A figure is the median, with the least and the greatest behind it; "
        "a build that shows a stale or missing output does not count.\n\n"
        f"```sh\n{command}\n```"
    )


def _behind(plan: Plan, record: Record) -> str:
    """What takes ours longer than another tool, the worst first."""
    found = []
    for workload in plan.workloads:
        for case in plan.cases:
            ours = record.seconds.get((workload.name, case, "ours"), [])
            for peer in plan.peers:
                ratios = _ratios(ours, record.seconds.get((workload.name, case, peer.name), []))
                if peer.name != "ours" and ratios and statistics.median(ratios) > 1:
                    row = [workload.name, CASES[case], peer.name, spread(ratios)]
                    found.append((statistics.median(ratios), row))
    rows = [row for _, row in sorted(found, key=lambda one: -one[0])]
    return table(["Pages", "Build", "Beside", "Ours / it"], rows) if rows else ""


def _case(plan: Plan, record: Record, workload: Workload, case: str) -> str | None:
    """One table, or nothing where no tool got that far."""

    def samples(name: str) -> Samples:
        return record.seconds.get((workload.name, case, name), [])

    rows = [
        [
            peer.name,
            spread(samples(peer.name)),
            _ratio(samples(peer.name), samples("floor"), peer.name == "floor"),
            _ratio(samples("ours"), samples(peer.name), peer.name == "ours"),
        ]
        for peer in plan.peers
        if samples(peer.name)
    ]
    head = [CASES[case], "Seconds", "It / floor", "Ours / it"]
    return table(head, rows) if rows else None


def _ratio(above: Samples, below: Samples, itself: bool) -> str:
    """Paired, round by round."""
    if itself:
        return "–"
    return spread(_ratios(above, below))


def _ratios(above: Samples, below: Samples) -> list[float]:
    """The ratios of the rounds in which both count."""
    pairs = zip(above, below, strict=False)
    return [a / b for a, b in pairs if a is not None and b is not None]


def spread(values: Samples, form: Callable[[float], str] = "{:.2f}".format) -> str:
    """The median, and the least and the greatest of what counts."""
    good = [value for value in values if value is not None]
    if not good:
        return "–"
    middle, least, most = (form(f(good)) for f in (statistics.median, min, max))
    return f"{middle} ({least} to {most})"


def _served(served: Sequence[Reload]) -> str:
    rows = [
        [one.workload.title, spread(one.floor), spread(one.ours), spread(one.later())]
        for one in served
    ]
    return table(["Seconds", "floor", "ours", "ours later by"], rows)


def _versions(record: Record) -> str:
    rows = [
        [name, ", ".join(f"{package} {version}" for package, version in found.items())]
        for name, found in record.versions.items()
    ]
    return table(["Tool", "Versions"], rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; figures stand to the right."""
    rules = ["---", *["--:" if _figures(rows, at) else "---" for at in range(1, len(head))]]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rules, *rows))


def _figures(rows: Sequence[Sequence[str]], at: int) -> bool:
    return all(row[at][:1].isdigit() or row[at][:1] in "-–" for row in rows)


def update(path: Path, text: str, name: str = "peers") -> bool:
    """Put the text between the page's two markers of that name; False where it lacks them."""
    begin_mark, end_mark = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    if not path.is_file():
        return False
    page = path.read_text(encoding="utf-8")
    before, begin, rest = page.partition(begin_mark)
    _, end, after = rest.partition(end_mark)
    if not begin or not end:
        return False
    path.write_text(f"{before}{begin_mark}\n\n{text}\n{end_mark}{after}", encoding="utf-8")
    return True
