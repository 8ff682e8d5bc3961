"""The runs of a build: what the store still has, what must run, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from livecells.builder.guard import guard
from livecells.builder.progress import Progress
from livecells.builder.recorded_runs import Executor, submitted
from livecells.builder.snippets import Snippets, SnippetState
from livecells.builder.stderr_policy import kept, noises
from livecells.errors import LiveError, Place, RunError, SnippetError
from livecells.notebook.executed import UNREACHED, Run
from livecells.store.store import Store


class Runs:
    """Runs snippets; use in this order: `resolve`, `start`, then `run_of`.

    Errors go to `errors`, with the places of all who asked; what is only to be told of, to
    `warnings`. `stderr` is the site's policy. `unreached` is the error where nobody could run the
    snippets, of which nothing is known then.
    """

    def __init__(
        self,
        snippets: Snippets,
        errors: list[LiveError],
        store: Store | None,
        progress: Progress,
        stderr: str = "show",
    ) -> None:
        self.warnings: list[LiveError] = []
        self.unreached: LiveError | None = None
        self._stderr = stderr
        self._snippets = snippets
        self._errors = errors
        self._store = store
        self._progress = progress

    def resolve(self, late: Sequence[SnippetState] | None = None) -> list[str]:
        """Take from the store what still holds; returns the texts of the snippets that must run.

        Args:
            late: Those that are asked for only now; otherwise all.
        """
        states = list(self._snippets.values()) if late is None else late
        for state in states:
            if self._store is not None:
                state.run, why = self._store.find(state.name, state.text, state.wanted())
                if state.run is None:
                    self.say(state, why)
        return [state.text for state in states if state.run is None]

    def say(self, state: SnippetState, why: str) -> None:
        """Say that a snippet runs, and why."""
        self._progress.say(f"{state.name}: {why}")

    def start(self, executor: Executor | None, late: Sequence[SnippetState] | None = None) -> None:
        """Read the snippets that must run, and begin to run them; without executor, read only."""
        for state in self._snippets.values() if late is None else late:
            if state.run is None:
                self.read(state)
            else:
                self._publish(state, state.run)
            if state.snippet is not None and executor is not None:
                state.future = submitted(executor, state.snippet, state.wanted())
                self._progress.begin(1)
                state.future.add_done_callback(self._progress.step)

    def read(self, state: SnippetState) -> None:
        """Read a snippet's file as cells; its errors are kept."""
        from livecells.notebook.house_rules import check_house_rules
        from livecells.notebook.marker_values import read_or_say

        found: list[LiveError] = []
        try:
            snippet = read_or_say(state.file, f"{state.name}.py", state.shown)
            found += check_house_rules(snippet)
        except LiveError as error:
            found.append(error)
        except Exception as error:  # such as code that is nested deeper than Python can read
            message = f"the file cannot be checked: {type(error).__name__}: {error}"
            found.append(SnippetError(message, [Place(state.shown, 1)]))
        if found:
            state.error = found[0]
            self._errors.extend(found)
        else:
            state.snippet = snippet

    def run_of(self, name: str) -> Run | None:
        """The run of a snippet, waiting for it; None where there is none, and an error says why."""
        state = self._snippets.get(name)
        if state is not None and state.future is not None:
            self._take(state, state.future.result().run)
            state.future = None
        return None if state is None else state.run

    def _take(self, state: SnippetState, run: Run) -> None:
        """Keep a run that has ended, or why it is not good."""
        failure = run.failure
        if failure is not None:
            asked = [place for query, place in state.queries.items() if query.key == failure.query]
            places = asked or [Place(state.shown, failure.line), *sorted(set(state.users))]
            cell = f"cell {failure.cell!r}: " if failure.cell and not asked else ""
            state.error = RunError(cell + failure.message, places, failure.detail)
            if failure.kind == UNREACHED:  # one fault for all
                known = RunError(failure.message, places[:1])
                state.error = self.unreached = self.unreached or known
            self._errors.append(state.error)
            state.partial = run
            return
        count = len(self._errors)
        for query, place in state.queries.items():
            if query.after is None or query.after in run.names():  # else it was said before the run
                with guard(self._errors, place):
                    run.value(query)
        if self._store is not None and len(self._errors) == count:
            self._store.put(state.name, run.notebook)
        self._publish(state, run)

    def _publish(self, state: SnippetState, run: Run) -> None:
        """Give pages a good run, as far as the policy for stderr lets it be one."""
        state.run = kept(run, self._stderr)
        for noise in noises(run, self._stderr):
            users = list(dict.fromkeys(state.users))
            said = RunError(noise.message, [Place(state.shown, noise.line), *users])
            if not noise.stops:
                self.warnings.append(said)
            else:
                self._errors.append(said)
                state.run, state.error = None, state.error or said
