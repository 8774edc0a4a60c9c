"""The text of a page set in columns and printed as a PDF, by Chromium: for samples and for measuring.

    .venv/bin/python -m tests.pdf_pages     # writes tests/data/pdf/*.pdf anew

The tests read what is checked in and need no browser.
"""

from __future__ import annotations

import html
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from ingest.page import ParsedPage, parse_page
from ingest.page.lines import lay_out
from towns.gazetteer import Gazetteer

SAMPLES = Path(__file__).parent / "data" / "pdf"
CHROMIUM = "/usr/bin/chromium"
TITLE_ROLES = {"kicker", "headline", "deck"}
LAYOUTS = ("flow", "span", "boxes")

STYLE = """
@page { size: %(width)smm %(height)smm; margin: 12mm }
body { font: 9.5pt/1.4 "Noto Serif CJK SC"; margin: 0 }
.columns { columns: %(columns)d; column-gap: 11pt; column-fill: balance }
.box .columns { columns: auto %(columns)d }
p { margin: 0; text-align: justify; orphans: 1; widows: 1 }
p.whole { break-inside: avoid }
p.begins { text-indent: 2em }
h1 { break-after: avoid; font: %(title)spt/1.3 "Noto Serif CJK SC"; margin: 6pt 0 2pt; text-align: center }
p.caption { font-size: 9pt }
h1.kicker, h1.deck { font-size: 13pt }
.span h1 { column-span: all }
.stacks { display: flex; gap: 16pt; align-items: flex-start }
.stacks > div { flex: 1 }
"""


def as_pdf(markup: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        page, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(markup, encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command = [CHROMIUM, *flags, f"--user-data-dir={folder}", f"--print-to-pdf={target}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return target.read_bytes()


def as_html(text: str, *, layout: str, columns: int, gazetteer: Gazetteer) -> str:
    """The blocks of the page in their order: in columns throughout (`flow`), with the titles across all of
    them (`span`), or every story in a box of its own, in two stacks (`boxes`).
    """
    parts = list(_parts(text, parse_page(text, gazetteer=gazetteer)))
    wide = {
        "columns": columns,
        "width": 74 * columns,
        "height": 1200,
        "title": 16 if layout == "flow" else 22,
    }
    if layout == "boxes":
        wide |= {"columns": columns // 2, "title": 18}
        body = _boxes(parts)
    else:
        body = f'<div class="columns {layout}">{"".join(markup for _is_title, markup in parts)}</div>'
    return f"<!doctype html><meta charset=utf-8><style>{STYLE % wide}</style>{body}"


def _boxes(parts: list[tuple[bool, str]]) -> str:
    stories: list[list[str]] = [[]]
    was_title = True
    for is_title, markup in parts:
        if is_title and not was_title:
            stories.append([])
        stories[-1].append(markup)
        was_title = is_title
    boxes = [f'<div class="columns span">{"".join(story)}</div>' for story in stories if story]
    half = (len(boxes) + 1) // 2
    stacks = "".join(f"<div>{''.join(stack)}</div>" for stack in (boxes[:half], boxes[half:]))
    return f'<div class="stacks">{stacks}</div>'


def _parts(text: str, page: ParsedPage) -> Iterator[tuple[bool, str]]:
    """Each block with whether it is a line of a title. As in print, a paragraph that a column end cut off
    goes on without an indent.
    """
    titles: dict[int, str] = {}
    captions, going_on = set(), set()
    others = {line.span.start for line in page.furniture}
    for story in page.stories:
        titles |= {part.start: part.role for part in story.parts if part.role in TITLE_ROLES}
        captions |= {part.start for part in story.parts if part.role == "caption"}
        pairs = pairwise(part for part in story.parts if part.role == "paragraph")
        going_on |= {part.start for before, part in pairs if part.number == before.number}
    for block in lay_out(text).blocks:
        places = {start for line in block.lines for start in range(line.start, line.start + len(line.text))}
        content = html.escape(block.text)
        if role := next((titles[place] for place in places if place in titles), ""):
            yield True, f'<h1 class="{role}">{content}</h1>'
        else:
            kind = "caption" if places & captions else "" if places & going_on else "begins"
            kind += " whole" if places & (captions | others) else ""
            yield False, f'<p class="{kind}">{content}</p>'


# A small page with what pages have, in few different characters: each is a kilobyte of font in the file.
PAGE = """\
A3 县区新闻

修好渠 种好田

大田集镇:修水渠忙

——成武县大田集镇修渠见闻

本报讯(记者 王一田 通讯员 成人)成武县大田集镇修水渠,田里人来人往,一车一车的泥来到田里。

“水渠修好了,种田不怕水少了。”村里的老人说。

今年,全镇修水渠36条,已修好12条,水来到了田里。

社区来了新老人

本报讯(通讯员 田大成)单县李田楼镇的社区里,来了8人,社区今年已有46人。

老人们在社区里说,一天三块钱,好。

今年,单县社区里种田的老人在车里忙。 记者 王一田 摄

李村镇:老人说好

本报讯(记者 成一人)单县李村镇的老人说:“有车,有水,有人,好。”

今年,全镇种田的人有11条渠,一人一天有水三块。
"""


def main() -> None:
    gazetteer = Gazetteer.from_register("菏泽市")
    SAMPLES.mkdir(exist_ok=True)
    for layout in LAYOUTS:
        markup = as_html(PAGE, layout=layout, columns=4, gazetteer=gazetteer)
        (SAMPLES / f"{layout}.pdf").write_bytes(as_pdf(markup))


if __name__ == "__main__":
    main()
