"""Work for a copy of the fork server that teaches something, or goes wrong; and a worker."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

from lettermerge.workers.channel import Channel

learned: list[str] = []


def learn(word: str) -> None:
    learned.append(word)


def die(word: str) -> None:
    learn(word)
    os.kill(os.getpid(), signal.SIGKILL)


def fail(word: str) -> None:
    learn(word)
    raise ValueError("nothing can be learned")


def loop(word: str) -> None:
    learn(word)
    while True:
        pass


def wait(word: str) -> None:
    learn(word)
    time.sleep(3600)


def devour(word: str) -> None:
    learn(word)
    blocks = []
    while True:
        blocks.append(bytearray(1 << 24))


def leave_thread(word: str) -> None:
    learn(word)
    threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()


def tell_and_wait(path: str) -> None:
    Path(path).write_text(str(os.getpid()), "utf-8")
    time.sleep(3600)


def work(channel: Channel) -> None:
    """Tell whoever asks who forked this process, and what it knows."""
    while True:
        for _ in channel.receive():
            channel.send((os.getppid(), tuple(learned)))
