"""Who is told of a change: the pages that show the file, and no others."""

from __future__ import annotations

from pathlib import Path

from lettermerge.preview.server.dependencies import Reads, stamp
from lettermerge.preview.server.subscriptions import MOST_TABS, Hub, Tab


def reads(*paths: Path) -> Reads:
    return Reads({path: stamp(path) for path in paths})


def joined(hub: Hub, name: str) -> Tab:
    tab = hub.join(name)
    assert tab is not None
    return tab


def test_a_page_is_told_of_its_own_files(tmp_path: Path) -> None:
    hub, one, two = Hub(tmp_path), tmp_path / "one", tmp_path / "two"
    first, second = joined(hub, "first"), joined(hub, "second")
    hub.shows("first", reads(one))
    hub.shows("second", reads(one, two))
    hub.changed([two])
    assert (first.told.is_set(), second.told.is_set()) == (False, True)


def test_a_file_that_changed_before_the_page_was_shown_is_told_at_once(tmp_path: Path) -> None:
    hub, path = Hub(tmp_path), tmp_path / "one"
    tab = joined(hub, "a")
    old = reads(path)
    path.write_text("x", encoding="utf-8")
    hub.shows("a", old)
    assert tab.told.is_set()


def test_a_file_that_changed_while_nobody_watched_is_found_by_looking(tmp_path: Path) -> None:
    hub, path = Hub(tmp_path), tmp_path / "one"
    tab = joined(hub, "a")
    hub.shows("a", reads(path))
    hub.look()
    assert not tab.told.is_set()
    path.write_text("x", encoding="utf-8")
    hub.look()
    assert tab.told.is_set()


def test_a_new_folder_moves_the_watch_and_one_that_is_watched_does_not(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    joined(hub, "a")
    assert hub.watch() == {tmp_path}
    hub.shows("a", reads(tmp_path / "letter"))
    assert not hub.moved.is_set()
    hub.shows("a", reads(tmp_path / "letters" / "asks" / "uk.md"))
    assert hub.moved.is_set()
    assert hub.watch() == {tmp_path, tmp_path / "letters", tmp_path / "letters" / "asks"}
    assert not hub.moved.is_set()
    hub.changed([tmp_path / "letters"])  # taken away, or made anew
    assert hub.moved.is_set()


def test_a_page_that_left_is_told_nothing_and_there_is_an_end_to_pages(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    tab = joined(hub, "a")
    hub.leave("a", tab)
    hub.shows("a", reads(tmp_path / "x"))
    hub.changed([tmp_path / "x"])
    assert not tab.told.is_set()
    tabs = [hub.join(str(number)) for number in range(MOST_TABS + 1)]
    assert tabs[-1] is None
    assert None not in tabs[:-1]


def test_a_page_that_comes_again_outlives_the_connection_that_it_lost(tmp_path: Path) -> None:
    """A browser connects anew before the server knows that the old connection is gone."""
    hub, path = Hub(tmp_path), tmp_path / "one"
    lost = joined(hub, "a")
    hub.shows("a", reads(path))
    again = joined(hub, "a")
    hub.leave("a", lost)
    hub.changed([path])
    assert (lost.told.is_set(), again.told.is_set()) == (False, True)


def test_closing_lets_every_page_go(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    tab = joined(hub, "a")
    hub.close()
    assert tab.told.is_set()
    assert hub.closed.is_set()
