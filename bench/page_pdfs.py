"""What is lost between the text of a page and its PDF: pages set in columns, printed and read again.

    .venv/bin/python bench/page_pdfs.py [FOLDER OF PAGES [FOLDER FOR THE PARSED]]

Needs Chromium with Noto's Chinese fonts. Each page is set in three ways (tests/pdf_pages.py). Told are how
much of it comes back in its order, how many of the stories of the text come back with the same headline and
body, and the seconds a PDF takes. With a second folder the parsed pages are written there, one folder a
layout, as the scores of the practice set take them.
"""

from __future__ import annotations

import json
import sys
import time
from difflib import SequenceMatcher
from pathlib import Path
from statistics import mean, median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ingest.output import page_as_dict
from ingest.page import ParsedPage, parse_page, read_page
from ingest.sources import page_text
from tests.pdf_pages import as_html, as_pdf
from towns.gazetteer import Gazetteer

GAZETTEER = Gazetteer.from_register("菏泽市")
COLUMNS = {"flow": 5, "span": 4, "boxes": 6}


def main() -> None:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests" / "data" / "pages"
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    pages = {path.stem: read_page(path) for path in sorted(source.glob("*.txt"))}
    print("layout   columns  in order  same stories  seconds: median, longest")
    for layout, columns in COLUMNS.items():
        order, same, seconds = [], [], []
        for name, text in pages.items():
            pdf = as_pdf(as_html(text, layout=layout, columns=columns, gazetteer=GAZETTEER))
            started = time.perf_counter()
            printed = page_text(pdf)
            seconds.append(time.perf_counter() - started)
            parsed = parse_page(printed, gazetteer=GAZETTEER)
            order.append(likeness(text, printed))
            same.append(shared_stories(parse_page(text, gazetteer=GAZETTEER), parsed))
            if target:
                write(parsed, name, target / layout)
        taken = f"{median(seconds):.2f}, {max(seconds):.2f}"
        print(f"{layout:8} {columns:7} {mean(order):9.3f} {mean(same):13.3f}  {taken}")


def likeness(text: str, printed: str) -> float:
    one, other = ("".join(each.split()) for each in (text, printed))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def shared_stories(composed: ParsedPage, printed: ParsedPage) -> float:
    """The share of the stories that come back with the same headline and body, white space apart."""
    expected, found = (
        {"".join(f"{story.headline}{story.paragraphs}".split()) for story in page.stories}
        for page in (composed, printed)
    )
    return len(expected & found) / len(expected)


def write(page: ParsedPage, name: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    parsed = page_as_dict(page, page_id=name)
    (folder / f"{name}.json").write_text(json.dumps(parsed, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
