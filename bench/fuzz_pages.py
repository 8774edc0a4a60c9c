"""Looks for a printed page that breaks the reader, led by the code that each page reaches.

    .venv/bin/python -m pip install atheris
    .venv/bin/python bench/fuzz_pages.py [SECONDS] [--keep FOLDER]

Atheris (libFuzzer for Python) has wheels for Linux alone, so it is in no lock file. It begins with the
practice pages, whole and in pieces, and changes what reached new code. Each input goes the way of a file: it
is refused with a named error, or every character of it stands in exactly one part of the page and every field
where it is printed, and reading it takes no more of the processor than its length allows. libFuzzer tells how
many inputs were run (#), and how many places (cov) and paths (ft) of the code they reached; the first finding
ends the run with its input in a file. With `--keep` the next run goes on from what this one found.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

try:
    import atheris
except ImportError:
    sys.exit("This needs atheris: .venv/bin/python -m pip install atheris")

with atheris.instrument_imports(
    include=[
        "ingest.page",
        "ingest.text",
        "articles.text",
        "people.bylines",
        "people.names",
        "towns.gazetteer",
    ]
):
    from ingest.page import PageError, decode_page, parse_page, read_page
    from ingest.page.decode import decode_text
    from towns.gazetteer import Gazetteer

from tests.mutated_pages import assert_fields_are_printed, assert_nothing_is_lost, mutated, practice_pages

SECONDS = 600
LONGEST = 40_000  # bytes: the longest practice page and as much again
PIECE = 8  # lines: short texts are read a hundred times as fast
SHARE_OF_BYTES = 0.25  # of the changes are made in the bytes, where most of them end the page as a text
TIMES = 20  # as long for each character as the sample page may a page take,
SHORTEST = 500  # a shorter one as long as one of so many characters
GAZETTEER = Gazetteer.from_register("菏泽市")


class Slow(Exception):
    """The page took longer than its length allows."""


def main() -> None:
    options = argparse.ArgumentParser(description="Fuzz the reader of printed pages.")
    options.add_argument("seconds", type=int, nargs="?", default=SECONDS)
    options.add_argument("--keep", type=Path, help="folder of the inputs that are worth keeping")
    given = options.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="newsroom-fuzz-"))
    seeds = folder / "seeds"
    found = folder / "found"
    for each in (seeds, found):
        each.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(beginnings()):
        (seeds / f"{number:04}").write_bytes(data)
    # What is slow is judged here, by the processor's time.
    flags = ["-print_final_stats=1", "-report_slow_units=1000", f"-artifact_prefix={folder}/"]
    flags += [f"-max_total_time={given.seconds}", f"-max_len={LONGEST}"]
    atheris.Setup(
        [sys.argv[0], *flags, str(found), str(seeds)], judged_by(allowance()), custom_mutator=changed
    )
    atheris.Fuzz()


def beginnings() -> list[bytes]:
    """The practice pages, in pieces and whole, and one in each other encoding."""
    pages = practice_pages()
    pieces = [
        "".join(lines[at : at + PIECE])
        for lines in (text.splitlines(keepends=True) for text in pages)
        for at in range(0, len(lines), PIECE)
    ]
    return [text.encode() for text in (*pieces, *pages)] + [
        pages[0].encode(encoding) for encoding in ("gb18030", "utf-16")
    ]


def allowance() -> float:
    """The seconds of the processor that a page may take for each of its characters."""
    sample = read_page(ROOT / "ingest" / "sample" / "seed-page.txt")
    parse_page(sample, gazetteer=GAZETTEER)  # The word list is read once.
    return TIMES * min(spent(sample) for _ in range(5)) / len(sample)


def spent(text: str) -> float:
    started = time.process_time()
    parse_page(text, gazetteer=GAZETTEER)
    return time.process_time() - started


def judged_by(allowed: float) -> Callable[[bytes], None]:
    def judge(data: bytes) -> None:
        try:
            text = decode_page(data)
            started = time.process_time()
            page = parse_page(text, gazetteer=GAZETTEER)
        except PageError:
            return
        longest = allowed * max(len(text), SHORTEST)
        # What the machine did meanwhile counts too: only what is slow again is slow.
        if (
            time.process_time() - started > longest
            and (again := min(spent(text) for _ in range(3))) > longest
        ):
            raise Slow(f"{again:.2f} seconds for {len(text)} characters, allowed are {longest:.2f}")
        assert_nothing_is_lost(text, page)
        assert_fields_are_printed(text, page)

    return judge


def refuse_slow(text: str, longest: float) -> None:
    again = min(spent(text) for _ in range(3))
    if again > longest:
        raise Slow(f"{again:.2f} seconds for {len(text)} characters, allowed are {longest:.2f}")


def changed(data: bytes, longest: int, seed: int) -> bytes:
    """Another text: as pages are spoiled in the tests, and now and then in its bytes."""
    dice = random.Random(seed)  # noqa: S311 - No secret.
    try:
        text = decode_text(data)
    except PageError:
        text = ""
    if not text or dice.random() < SHARE_OF_BYTES:
        return bytes(atheris.Mutate(data, longest))
    return mutated(dice, [text]).encode(errors="surrogatepass")[:longest]


if __name__ == "__main__":
    main()
