"""What is saved is seen to, at whatever moment it is saved: nothing lies between two looks."""

import threading
from concurrent.futures import ThreadPoolExecutor

from watchdog.events import FileModifiedEvent

from mkdocs_site.edits import Edits

MOMENT = 0.2


def nothing(_):
    """As `is_source`: a run may write any file."""
    return False


def test_whoever_sees_a_run_end_for_a_save_knows_of_the_save(tmp_path):
    ended = threading.Event()

    def cancel():  # what waits for the run goes on at once, this thread may not
        ended.set()
        threading.Event().wait(MOMENT)

    edits, saved = Edits(cancel, nothing), tmp_path / "saved.md"
    saved.write_text("new")
    with ThreadPoolExecutor(1) as observer:
        observer.submit(edits.on_any_event, FileModifiedEvent(str(saved)))
        assert ended.wait(10)
        assert edits.superseded
        assert edits.changed() == {str(saved), ""}


def test_a_save_that_finds_nothing_to_end_is_news_until_somebody_asks_for_it(tmp_path):
    ends = []
    edits, saved = Edits(lambda: ends.append(1), nothing), tmp_path / "saved.md"
    assert edits.changed() == set()
    assert not edits.superseded
    saved.write_text("new")
    edits.on_any_event(FileModifiedEvent(str(saved)))
    assert edits.superseded
    edits.check()  # the runs of a build that has not seen it begin
    assert len(ends) == 2
    edits.changed()
    edits.check()
    assert len(ends) == 2, "it has been asked for"


def test_the_same_text_saved_again_is_no_news(tmp_path):
    ends = []
    edits, saved = Edits(lambda: ends.append(1), nothing), tmp_path / "saved.md"
    for text, news in (("a", True), ("a", False), ("b", True), ("b", False)):
        saved.write_text(text)
        edits.on_any_event(FileModifiedEvent(str(saved)))
        assert edits.superseded is news
        edits.changed()
    assert len(ends) == 2


def test_a_file_that_a_run_may_write_ends_a_build_some_times_and_a_source_each_time(tmp_path):
    ends = []
    edits = Edits(lambda: ends.append(1), lambda path: path.endswith(".md"))
    for name, times in (("written.txt", 5), ("page.md", 12)):
        ends.clear()
        for number in range(12):
            (tmp_path / name).write_text(f"{number}")
            edits.on_any_event(FileModifiedEvent(str(tmp_path / name)))
            edits.changed()
        assert len(ends) == times
    edits.done()
    ends.clear()
    (tmp_path / "written.txt").write_text("more")
    edits.on_any_event(FileModifiedEvent(str(tmp_path / "written.txt")))
    assert len(ends) == 1, "a build has ended"
