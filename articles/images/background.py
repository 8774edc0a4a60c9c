"""Renditions made ahead, off the request.

One thread in each process and a short queue. What does not fit in, or is lost with the process, is made on
first use.
"""

from __future__ import annotations

import logging
import queue
import threading
from typing import TYPE_CHECKING

from articles.images.renditions import make_renditions

if TYPE_CHECKING:
    from articles.models import Photo

logger = logging.getLogger(__name__)

MOST_WAITING = 64

_waiting: queue.Queue[Photo] = queue.Queue(MOST_WAITING)
_starting = threading.Lock()
_thread: threading.Thread | None = None


def make_soon(photo: Photo) -> None:
    """Make the sizes of a committed photo when there is time. Asks nothing of the database."""
    try:
        _waiting.put_nowait(photo)
    except queue.Full:
        return
    _start()


def _start() -> None:
    global _thread  # noqa: PLW0603 - one for the process, begun with its first picture.
    with _starting:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_work, name="renditions", daemon=True)
            _thread.start()


def _work() -> None:
    while True:
        photo = _waiting.get()
        try:
            make_renditions(photo)
        except Exception:
            # A full disk, say: the thread goes on, and first use will try again.
            logger.exception("no renditions of photo %s were made", photo.pk)
