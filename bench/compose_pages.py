"""Newspaper pages composed: how many fill without a fault, and the seconds that a page takes.

    .venv/bin/python bench/compose_pages.py [FOLDER FOR THE PAGES [HOW MANY]]

Faults are overset, overlap, a missing glyph, a line that had to be squeezed. Set are the sample page of the
demo and pages of mixed content. With a folder each page is printed there as PDF, WebP and a small PNG.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from io import BytesIO
from itertools import combinations
from pathlib import Path
from statistics import mean, median

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from issues.composing import Composition, PageDescription, compose, pictures, print_page
from tests.composing_world import mixed_page, sample_page


@dataclass(frozen=True)
class Result:
    name: str
    overset: int
    overlaps: int
    missing: int
    squeezed: int
    hole: float
    composing: float
    printing: float
    drawing: float
    layout: str

    @property
    def is_clean(self) -> bool:
        return not (self.overset or self.overlaps or self.missing or self.squeezed)


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    with tempfile.TemporaryDirectory() as folder:
        pages = [
            ("sample", sample_page()),
            *((f"page{n:02d}", mixed_page(n, Path(folder))) for n in range(count)),
        ]
        results = [made(name, page, target) for name, page in pages]
    for result in results:
        print(
            f"{result.name}  {result.layout:7} over {result.overset:3}  overlap {result.overlaps}"
            f"  missing {result.missing}  squeezed {result.squeezed}  hole {result.hole:6.2%}"
            f"  {result.composing:.2f} + {result.printing:.2f} + {result.drawing:.2f} s"
        )
    clean = sum(result.is_clean for result in results)
    holes = [result.hole for result in results]
    print(f"\n{clean} of {len(results)} without overset, overlap, missing glyph or squeezed line")
    print(f"holes: mean {mean(holes):.2%}, median {median(holes):.2%}, largest {max(holes):.2%}")
    for word in ("composing", "printing", "drawing"):
        seconds = [getattr(result, word) for result in results]
        print(f"{word}: median {median(seconds):.2f} s, longest {max(seconds):.2f} s")
    sys.exit(clean < len(results))


def made(name: str, page: PageDescription, target: Path | None) -> Result:
    started = time.perf_counter()
    composition = compose(page)
    composed = time.perf_counter()
    printed = print_page(composition)
    set_up = time.perf_counter()
    drawn = pictures(printed.pdf)
    finished = time.perf_counter()
    if target:
        write(target, name, printed.pdf, drawn)
    return Result(
        name,
        overset=sum(fit.over for fit in composition.fits),
        overlaps=overlaps(composition),
        missing=len(composition.missing),
        squeezed=printed.squeezed,
        hole=composition.hole_share,
        composing=composed - started,
        printing=set_up - composed,
        drawing=finished - set_up,
        layout=composition.layout,
    )


def overlaps(composition: Composition) -> int:
    return sum(
        one.overlaps(other)
        for (story, one), (neighbour, other) in combinations(composition.areas, 2)
        if story != neighbour
    )


def write(target: Path, name: str, pdf: bytes, drawn: dict[int, bytes]) -> None:
    target.mkdir(parents=True, exist_ok=True)
    (target / f"{name}.pdf").write_bytes(pdf)
    for width, data in drawn.items():
        (target / f"{name}-{width}.webp").write_bytes(data)
    with Image.open(BytesIO(drawn[min(drawn)])) as opened:
        opened.save(target / f"{name}.png")


if __name__ == "__main__":
    main()
