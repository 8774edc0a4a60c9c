"""What reading a printed page costs: pages a second, how time grows with length, and spoiled pages.

    .venv/bin/python bench/page_parser.py [NUMBER OF SPOILED PAGES]

Everything runs on one core. The reference is the sample page: longer texts are told in its time for each
character, so that figures of two machines can be compared. A spoiled page must come out whole (no character
lost, every field where it is printed) or be refused with a named error; any other end is printed and ends the
run with an error.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ingest.page import PageError, parse_page, read_page
from tests.mutated_pages import assert_fields_are_printed, assert_nothing_is_lost, mutated, practice_pages
from towns.gazetteer import Gazetteer

GAZETTEER = Gazetteer.from_register("菏泽市")
SAMPLE = read_page(ROOT / "ingest" / "sample" / "seed-page.txt")
ROUNDS = 5
SIZES = (250, 500, 1000, 2000)  # lines; more are refused
LONGEST = 170_000  # characters, as many as the limit of a page allows
PRINTED = "".join("".join(practice_pages()).split())


def main() -> None:
    spoiled = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    parse_page(SAMPLE, gazetteer=GAZETTEER)  # The word list is read once.
    per_character = pages_per_second()
    growth(per_character)
    at_the_limit(per_character)
    whole_or_refused(spoiled)


def seconds(text: str) -> float:
    started = time.perf_counter()
    parse_page(text, gazetteer=GAZETTEER)
    return time.perf_counter() - started


def pages_per_second() -> float:
    """Prints them; returns the seconds the sample page takes for each of its characters."""
    pages = (SAMPLE, *practice_pages())
    best = [min(seconds(text) for _ in range(ROUNDS)) for text in pages]
    print(
        f"{len(pages) / sum(best):.0f} pages a second; ms a page: median {median(best) * 1000:.0f}, "
        f"longest {max(best) * 1000:.0f}"
    )
    return best[0] / len(SAMPLE)


def growth(per_character: float) -> None:
    """Practice pages one below the other, as no page is."""
    lines = [line for text in practice_pages() for line in text.splitlines() if line.strip()]
    print("\nlines  characters  seconds  time a character, the sample page = 1")
    for size in SIZES:
        text = "\n".join((lines * (size // len(lines) + 1))[:size])
        taken = seconds(text)
        print(f"{size:5} {len(text):11} {taken:8.2f} {taken / len(text) / per_character:10.1f}")


def at_the_limit(per_character: float) -> None:
    """Texts as long as the limit allows, made to be slow."""
    print("\nlongest texts     characters  seconds  time a character, the sample page = 1")
    dice = random.Random(1)  # noqa: S311 - No secret.
    shapes = {
        "one paragraph": "修渠忙\n本报讯 " + printed(LONGEST, dice),
        "paragraphs": "\n".join(printed(LONGEST // 2000 - 1, dice) for _ in range(2000)),
        "open brackets": "修渠忙\n本报讯 " + "(“" * (LONGEST // 4) + ")》" * (LONGEST // 4),
        "open quotation": "修渠忙\n本报讯 开工\n“" + "水,渠。" * (LONGEST // 4),
        "bylines": "本报讯(记者 王燕)" * (LONGEST // 10),
        "lines of credits": "\n".join(["记者 王燕 通讯员 刘菲 摄"] * 2000),
        "namesakes": "东城街道" * (LONGEST // 4),
    }
    for name, text in shapes.items():
        taken = seconds(text)
        print(f"{name:16} {len(text):11} {taken:8.2f} {taken / len(text) / per_character:10.1f}")


def printed(length: int, dice: random.Random) -> str:
    """So many printed characters, in stretches of a sentence's length from all over the pages."""
    found = ""
    while len(found) < length:
        at = dice.randrange(len(PRINTED) - 40)
        found += PRINTED[at : at + dice.randint(10, 40)]
    return found[:length]


def whole_or_refused(count: int) -> None:
    ends: Counter[str] = Counter()
    slowest = 0.0
    for number in range(count):
        text = mutated(random.Random(number), practice_pages())  # noqa: S311 - No secret.
        started = time.perf_counter()
        ends[end_of(number, text)] += 1
        slowest = max(slowest, (time.perf_counter() - started) / max(len(text), 500))
    told = ", ".join(f"{end} {times}" for end, times in ends.most_common())
    print(f"\n{count} spoiled pages: {told}; slowest {slowest * 1e6:.0f} µs a character")
    if ends["broken"]:
        sys.exit(1)


def end_of(number: int, text: str) -> str:
    try:
        page = parse_page(text, gazetteer=GAZETTEER)
        assert_nothing_is_lost(text, page)
        assert_fields_are_printed(text, page)
    except PageError as error:
        return error.code
    except Exception as error:  # Whatever it is, the others are read and the run fails.
        print(f"page {number}: {error!r}")
        return "broken"
    return "whole"


if __name__ == "__main__":
    main()
