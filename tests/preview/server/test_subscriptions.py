"""Test that a change notifies the pages that depend on the file, and no others."""

from __future__ import annotations

from pathlib import Path

from lettermerge.preview.server.dependencies import Dependencies, stamp
from lettermerge.preview.server.subscriptions import MAX_SUBSCRIPTIONS, Subscription, Subscriptions


def dependencies(*paths: Path) -> Dependencies:
    return Dependencies({path: stamp(path) for path in paths})


def subscribed(subscriptions: Subscriptions, name: str) -> Subscription:
    subscription = subscriptions.subscribe(name)
    assert subscription is not None
    return subscription


def test_a_page_is_notified_of_its_own_files(tmp_path: Path) -> None:
    subscriptions, one, two = Subscriptions(tmp_path), tmp_path / "one", tmp_path / "two"
    first, second = subscribed(subscriptions, "first"), subscribed(subscriptions, "second")
    subscriptions.set_dependencies("first", dependencies(one))
    subscriptions.set_dependencies("second", dependencies(one, two))
    subscriptions.notify([two])
    assert (first.changed.is_set(), second.changed.is_set()) == (False, True)


def test_a_file_that_changed_before_the_page_was_shown_is_notified_at_once(tmp_path: Path) -> None:
    subscriptions, path = Subscriptions(tmp_path), tmp_path / "one"
    subscription = subscribed(subscriptions, "a")
    old = dependencies(path)
    path.write_text("x", encoding="utf-8")
    subscriptions.set_dependencies("a", old)
    assert subscription.changed.is_set()


def test_a_file_that_changed_while_nobody_watched_is_found_by_comparing(tmp_path: Path) -> None:
    subscriptions, path = Subscriptions(tmp_path), tmp_path / "one"
    subscription = subscribed(subscriptions, "a")
    subscriptions.set_dependencies("a", dependencies(path))
    subscriptions.notify_stale()
    assert not subscription.changed.is_set()
    path.write_text("x", encoding="utf-8")
    subscriptions.notify_stale()
    assert subscription.changed.is_set()


def test_a_new_folder_restarts_the_watch_and_one_that_is_watched_does_not(tmp_path: Path) -> None:
    subscriptions = Subscriptions(tmp_path)
    subscribed(subscriptions, "a")
    assert subscriptions.watch_folders() == {tmp_path}
    subscriptions.set_dependencies("a", dependencies(tmp_path / "letter"))
    assert not subscriptions.folders_changed.is_set()
    subscriptions.set_dependencies("a", dependencies(tmp_path / "letters" / "asks" / "uk.md"))
    assert subscriptions.folders_changed.is_set()
    assert subscriptions.watch_folders() == {
        tmp_path,
        tmp_path / "letters",
        tmp_path / "letters" / "asks",
    }
    assert not subscriptions.folders_changed.is_set()
    subscriptions.notify([tmp_path / "letters"])  # taken away, or made anew
    assert subscriptions.folders_changed.is_set()


def test_a_page_that_left_is_not_notified_and_the_number_of_pages_is_limited(
    tmp_path: Path,
) -> None:
    subscriptions = Subscriptions(tmp_path)
    subscription = subscribed(subscriptions, "a")
    subscriptions.unsubscribe("a", subscription)
    subscriptions.set_dependencies("a", dependencies(tmp_path / "x"))
    subscriptions.notify([tmp_path / "x"])
    assert not subscription.changed.is_set()
    pages = [subscriptions.subscribe(str(number)) for number in range(MAX_SUBSCRIPTIONS + 1)]
    assert pages[-1] is None
    assert None not in pages[:-1]


def test_a_page_that_comes_again_outlives_the_connection_that_it_lost(tmp_path: Path) -> None:
    """A browser connects anew before the server knows that the old connection is gone."""
    subscriptions, path = Subscriptions(tmp_path), tmp_path / "one"
    lost = subscribed(subscriptions, "a")
    subscriptions.set_dependencies("a", dependencies(path))
    again = subscribed(subscriptions, "a")
    subscriptions.unsubscribe("a", lost)
    subscriptions.notify([path])
    assert (lost.changed.is_set(), again.changed.is_set()) == (False, True)


def test_closing_lets_every_page_go(tmp_path: Path) -> None:
    subscriptions = Subscriptions(tmp_path)
    subscription = subscribed(subscriptions, "a")
    subscriptions.close()
    assert subscription.changed.is_set()
    assert subscriptions.closed.is_set()
