"""A service outside that is called: a real server on this machine that notes what it got."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Call:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told

    @property
    def key(self) -> str:
        return self.headers["Idempotency-Key"]


@dataclass
class Sink:
    port: int = 0
    calls: list[Call] = field(default_factory=list)
    # What it answers under a path: a status, or None for a letter at a time without end.
    answers: dict[str, int | None] = field(default_factory=dict)

    def address(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return sorted(call.path for call in self.calls)


@contextmanager
def sink() -> Iterator[Sink]:
    found = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.calls.append(Call(self.path, dict(self.headers), body))
            status = found.answers.get(self.path, 204)
            if status is None:
                self.answer_without_end()
                return
            self.send_response(status)
            self.send_header("Location", found.address("/elsewhere"))
            self.end_headers()

        def answer_without_end(self) -> None:
            try:
                while True:
                    self.wfile.write(b"H")
                    time.sleep(0.05)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Quiet: the calls are noted."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
