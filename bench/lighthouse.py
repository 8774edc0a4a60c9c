"""What Lighthouse and the Nu HTML checker say of the readers' pages, as a simulated slow phone gets them.

    npm install lighthouse@12 vnu-jar
    .venv/bin/python bench/lighthouse.py node_modules [home town story …]
    .venv/bin/python bench/lighthouse.py node_modules --nginx      # with TLS and HTTP/2, as deployed

Lighthouse (Apache 2) needs Node 20 and the Chromium of the browser tests, the checker (MIT) needs Java 11.
For each page: the four scores; the largest contentful paint and the layout shift on the simulated phone;
kilobytes over the wire without pictures, and of scripts; faults of the HTML and what cost a score its 100.
Ends with 1 when a score is under 100, anything went to another host, or the HTML has a fault.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bin")]

from tooling import chromium

from bench.nginx import behind_nginx
from bench.paper_site import paper_site

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = (
    "--ignore-certificate-errors --headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
PAGES = ("home", "towns", "town", "story", "issue", "page", "person", "about", "search")
# Kept from search engines on purpose: that they are is no fault.
NOT_INDEXED = ("/search/",)
PATIENCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Judgement:
    """Of one page; sizes in kilobytes, the paint in seconds."""

    scores: tuple[int, ...]
    paint: float
    shift: float
    wire: float
    scripts: float
    foreign: int
    faults: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        return min(self.scores) == 100 and not self.foreign and not self.faults

    def __str__(self) -> str:
        scores = "/".join(map(str, self.scores))
        sizes = f"{self.wire:6.1f} KB, scripts {self.scripts:4.1f} KB"
        return (
            f"{scores:17} LCP {self.paint:4.1f} s, CLS {self.shift:.3f}, {sizes}, {len(self.faults)} faults"
        )


def main(modules: str = "", *words: str) -> int:
    path, reason = chromium.find_or_install()
    if not path or not modules:
        print(reason or __doc__)
        return 1
    os.environ["CHROME_PATH"] = path
    names = [word for word in words if word != "--nginx"] or PAGES
    with ExitStack() as stack:
        site = stack.enter_context(paper_site())
        address = urlsplit(site.origin).netloc
        origin = stack.enter_context(behind_nginx(address)) if "--nginx" in words else site.origin
        pages = {name: (origin + site.pages[name], site.origin + site.pages[name]) for name in names}
        judged = dict(judgements(Path(modules), pages))
    return 0 if all(judgement.is_clean for judgement in judged.values()) else 1


def judgements(modules: Path, pages: dict[str, tuple[str, str]]) -> Iterator[tuple[str, Judgement]]:
    """Each page as a reader asks for it; its HTML is read without a proxy."""
    for name, (address, plain) in pages.items():
        judgement = judged(modules, address, plain)
        print(f"{name:12} {judgement}", *judgement.faults, sep="\n    ", flush=True)
        yield name, judgement


def judged(modules: Path, address: str, plain: str) -> Judgement:
    report = lighthouse(modules / ".bin" / "lighthouse", address)
    audits = report["audits"]
    requests = audits["network-requests"]["details"]["items"]
    here = urlsplit(address).netloc
    return Judgement(
        scores=tuple(round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES),
        paint=audits["largest-contentful-paint"]["numericValue"] / 1000,
        shift=audits["cumulative-layout-shift"]["numericValue"],
        wire=kilobytes(item for item in requests if item.get("resourceType") != "Image"),
        scripts=kilobytes(item for item in requests if item.get("resourceType") == "Script"),
        foreign=sum(urlsplit(item["url"]).netloc not in (here, "") for item in requests),
        faults=(*html_faults(modules, plain), *lost_points(report)),
    )


def kilobytes(requests: Iterator[dict[str, Any]]) -> float:
    total: float = sum(item.get("transferSize", 0) for item in requests)
    return total / 1024


def lost_points(report: dict[str, Any]) -> Iterator[str]:
    """The audits that cost a score its 100."""
    for name in CATEGORIES:
        for reference in report["categories"][name]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"{name}: {audit['title']} {audit.get('displayValue', '')}"


def lighthouse(command: Path, address: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        arguments = [address, "--quiet", "--output=json", f"--output-path={out}", f"--chrome-flags={FLAGS}"]
        if urlsplit(address).path in NOT_INDEXED:
            arguments.append("--skip-audits=is-crawlable")
        subprocess.run([command, *arguments], check=True, timeout=PATIENCE_SECONDS)
        report: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return report


def html_faults(modules: Path, address: str) -> Iterator[str]:
    """What the Nu HTML checker calls an error."""
    jar = modules / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-jar", str(jar), "--errors-only", "--format", "json", "-"]
    done = subprocess.run(command, input=text_of(address), capture_output=True, check=False)
    for message in json.loads(done.stderr)["messages"]:
        yield f"HTML, line {message.get('lastLine')}: {message['message']}"


def text_of(address: str) -> bytes:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=PATIENCE_SECONDS)
    connection.request("GET", f"{parts.path}?{parts.query}")
    return connection.getresponse().read()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
