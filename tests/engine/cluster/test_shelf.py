"""What jobs share is made once, and dropped when others are used."""

import threading

from livecells.cluster.shelf import Shelf


def test_a_thing_is_made_once_and_the_latest_ones_stay():
    dropped = []
    shelf = Shelf(dropped.append, 2)
    for key in "abab":
        with shelf.lent(key, key.upper) as thing:
            assert thing == key.upper()
    assert (shelf.latest(), dropped) == (["b", "a"], [])
    with shelf.lent("c", lambda: "C"):
        pass
    assert (shelf.latest(), dropped) == (["c", "b"], ["A"])


def test_what_is_used_is_not_dropped():
    dropped = []
    shelf = Shelf(dropped.append, 1)
    with shelf.lent("a", lambda: "A"):
        with shelf.lent("b", lambda: "B"):
            assert dropped == []
        assert dropped == ["B"]
    assert (shelf.latest(), dropped) == (["a"], ["B"])


def test_two_who_ask_at_once_share_one():
    shelf, made, both = Shelf(print, 1), [], threading.Barrier(2)

    def use():
        with shelf.lent("a", lambda: made.append(1) or "A"):
            both.wait(10)

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert made == [1]


def test_what_cannot_be_made_is_tried_again():
    shelf = Shelf(print, 1)
    for make in (lambda: 1 / 0, lambda: "A"):
        try:
            with shelf.lent("a", make) as thing:
                assert thing == "A"
        except ZeroDivisionError:
            pass
    assert shelf.latest() == ["a"]
