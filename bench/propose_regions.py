"""How well the regions of an uploaded page are proposed: composed pages, read from their PDFs alone.

    .venv/bin/python bench/propose_regions.py [HOW MANY [HOW MANY OF A THOUSAND CHARACTERS ARE CHANGED]]

A page knows where its stories stand. Told is, story by story, how much of both areas is common (intersection
over union): the mean of all, the worst pages, how many stories were missed, and the seconds a page takes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import mean, median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from issues.composing import compose, print_page
from issues.uploaded import draw
from issues.uploaded.proposing import propose, told_of
from tests.composing_world import mixed_page
from tests.proposing import changed, likeness


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    share = float(sys.argv[2]) / 1000 if len(sys.argv) > 2 else 0.0
    scores: list[float] = []
    pages: list[tuple[float, int]] = []
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(count):
            description = mixed_page(number, folder)
            composition = compose(description)
            file = folder / "page.pdf"
            file.write_bytes(print_page(composition).pdf)
            sheet = draw(file, 1, folder)
            stories = [changed(told_of(story), share, number) for story in description.stories]
            started = time.perf_counter()
            proposed = propose(sheet, stories)
            seconds.append(time.perf_counter() - started)
            found = likeness(composition.regions, proposed)
            scores += found.values()
            pages.append((mean(found.values()), number))
    worst = ", ".join(f"{number}: {score:.2f}" for score, number in sorted(pages)[:5])
    print(f"{count} pages, {len(scores)} stories: {mean(scores):.3f} mean, {median(scores):.3f} median")
    print(f"missed {sum(not score for score in scores)}, under a half {sum(score < 0.5 for score in scores)}")
    print(f"worst pages {worst}")
    print(f"seconds a page {median(seconds):.2f} median, {max(seconds):.2f} longest")


if __name__ == "__main__":
    main()
