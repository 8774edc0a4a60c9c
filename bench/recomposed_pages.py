"""Pages made anew out of the stories of practice pages: denser, cut and mixed at random, with their truth.

    .venv/bin/python bench/recomposed_pages.py PRACTICE OUT [PAGES] [SEED]
    .venv/bin/python manage.py parse_page OUT/pages/*.txt --out OUT/parsed
    python3 SHARED/ingest/score.py pages OUT/truth OUT/parsed

PRACTICE holds pages/*.txt and truth/*.json as the practice set does. Two stories in three stop and go on
after one to three others, between paragraphs or inside a sentence; one in ten is cut off; columns end inside
paragraphs; captions and notices stand between. What is printed stays as it was.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NOTICES = (
    ["遗失声明", "单县杨士梁遗失营业执照副本,注册号371722600138,声明作废。"],
    ["停水通知", "因管道检修,3月10日8时至18时部分路段停水,敬请广大用户提前做好储水准备。"],
    ["公告", "菏泽市某商贸有限公司拟注销,请债权人自登报之日起45日内申报债权。"],
    ["县区新闻"],
    ["今日天气:晴间多云,北风3到4级,气温-4℃~6℃"],
)
SHORTEST_PIECE = 9  # characters on each side of a cut
NOT_IN_TRUTH = ("fragments", "fragment_texts", "joins", "notes", "doubtful")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as printed, with what stands before and behind its text: byline, jump line."""

    printed: str
    start: int
    end: int


@dataclass(frozen=True)
class Printed:
    """A story of the practice set: its title lines, its paragraphs, and a line of credits below, if any."""

    truth: dict[str, Any]
    title: list[str]
    paragraphs: list[Paragraph]
    below: list[str]


@dataclass
class Cut:
    """A story in its fragments, each a list of printed blocks, and the joins that were cut."""

    fragments: list[list[str]] = field(default_factory=lambda: [[]])
    joins: list[list[str]] = field(default_factory=list)


def main() -> None:
    practice, out = Path(sys.argv[1]), Path(sys.argv[2])
    count, seed = (int(value) for value in (*sys.argv[3:5], *("40", "1")[len(sys.argv) - 3 :]))
    stories = [story for path in sorted((practice / "truth").glob("*.json")) for story in stories_of(path)]
    for folder in ("pages", "truth"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for number in range(count):
        name = f"r{number:03d}"
        blocks, truths = page(random.Random(seed * 1000 + number), stories)  # noqa: S311 - No secret.
        (out / "pages" / f"{name}.txt").write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
        truth = {"page_id": name, "level": 4, "stories": truths}
        (out / "truth" / f"{name}.json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")
    print(f"{count} pages out of {len(stories)} stories and pictures")


# The stories of the practice set


def stories_of(path: Path) -> Iterator[Printed]:
    """The stories of a page whose paragraphs are found as the truth has them."""
    lines = (path.parent.parent / "pages" / f"{path.stem}.txt").read_text(encoding="utf-8").split("\n")
    if sum(line.startswith("　　") for line in lines) > 5:
        return  # Its column lines are kept.
    for truth in json.loads(path.read_text(encoding="utf-8"))["stories"]:
        own = [lines[n - 1].strip() for first, last in truth["fragments"] for n in range(first, last + 1)]
        story = as_printed(truth, [line for line in own if line])
        if story and not truth.get("doubtful"):
            yield story


def as_printed(truth: dict[str, Any], lines: list[str]) -> Printed | None:
    first = "".join(truth["paragraphs"][0].split())[:6]
    begins = next((i for i, line in enumerate(lines) if first in "".join(line.split())), None)
    if begins is None:
        return None
    paragraphs: list[Paragraph] = []
    rest = lines[begins:]
    for text in truth["paragraphs"]:
        printed = ""
        while text not in printed and rest:
            printed += rest.pop(0)
        if text not in printed:
            return None
        start = printed.index(text)
        paragraphs.append(Paragraph(printed, start, start + len(text)))
    return Printed(truth, lines[:begins], paragraphs, rest)


# A new page


def page(dice: random.Random, stories: list[Printed]) -> tuple[list[str], list[dict[str, Any]]]:
    """The blocks of a page and its truth: stories of one county, each subject once."""
    pictures = [story for story in stories if story.truth["kind"] == "photo"]
    texts = [
        story for story in stories if story not in pictures and len(story.paragraphs) > 1 and story.title
    ]
    county = dice.choice(texts).truth["county"]
    blocks: list[str] = []
    truths: list[dict[str, Any]] = []
    waiting: list[list[list[str]]] = []
    for story in chosen(dice, texts, county):
        fragments, truth = composed(dice, story)
        truths.append(truth)
        blocks += fragments[0]
        if dice.random() < 0.15:
            blocks += dice.choice(NOTICES)
        if dice.random() < 0.2 and pictures:
            picture = pictures.pop(dice.randrange(len(pictures)))
            blocks += [*picture.title, *(each.printed for each in picture.paragraphs), *picture.below]
            truths.append(cleaned(picture.truth))
        for others in [each for each in waiting if dice.random() < 0.5]:
            blocks += others.pop(0)
        waiting = [others for others in (*waiting, fragments[1:]) if others]
    for others in waiting:
        blocks += [block for fragment in others for block in fragment]
    return blocks, truths


def chosen(dice: random.Random, texts: list[Printed], county: str) -> list[Printed]:
    found: list[Printed] = []
    for story in dice.sample(texts, len(texts)):
        here = story.truth["county"] == county or dice.random() < 0.05
        if here and not any(alike(story, other) for other in found):
            found.append(story)
    return found[: dice.randint(6, 10)]


def alike(one: Printed, other: Printed) -> bool:
    """Whether two stories of the practice set have the same subject, with other names and numbers."""
    groups = []
    for story in (one, other):
        text = "".join("".join(story.truth["paragraphs"]).split())
        groups.append({text[i : i + 6] for i in range(200)})
    return len(groups[0] & groups[1]) > 25


def composed(dice: random.Random, story: Printed) -> tuple[list[list[str]], dict[str, Any]]:
    truth = cleaned(story.truth)
    pieces = dice.choice((1, 2, 2, 2, 3)) if len(story.paragraphs) > 2 else dice.choice((1, 2))
    cut = cut_up(dice, story, fragments=pieces)
    truth["joins"] = cut.joins
    if len(cut.fragments) > 1:
        truth["fragment_texts"] = ["".join(fragment) for fragment in cut.fragments]
    elif dice.random() < 0.3:
        return cut_off(dice, story, truth)
    return cut.fragments, truth


def cut_up(dice: random.Random, story: Printed, *, fragments: int) -> Cut:
    """The story in so many fragments; some paragraphs are cut by the end of a column besides."""
    numbers = dice.sample(range(len(story.paragraphs)), min(fragments - 1, len(story.paragraphs)))
    cut = Cut([list(story.title)])
    for number, paragraph in enumerate(story.paragraphs):
        is_cut = number in numbers
        inside = point(dice, paragraph) if dice.random() < (0.55 if is_cut else 0.25) else None
        if inside is None:
            if is_cut and number:
                cut.fragments.append([])
            cut.fragments[-1].append(paragraph.printed)
            continue
        left, right = paragraph.printed[:inside], paragraph.printed[inside:]
        cut.joins.append([left[paragraph.start :][-14:], right[: paragraph.end - inside][:14]])
        cut.fragments[-1].append(left)
        if is_cut:
            cut.fragments.append([])
        cut.fragments[-1].append(right)
    cut.fragments[-1] += story.below
    cut.fragments = [fragment for fragment in cut.fragments if fragment]
    return cut


def point(dice: random.Random, paragraph: Paragraph) -> int | None:
    """Where a column ends inside a paragraph, if that is long enough."""
    first, last = paragraph.start + SHORTEST_PIECE, paragraph.end - SHORTEST_PIECE
    return dice.randrange(first, last) if last > first else None


def cut_off(
    dice: random.Random, story: Printed, truth: dict[str, Any]
) -> tuple[list[list[str]], dict[str, Any]]:
    """Only the beginning, up to somewhere inside a sentence."""
    number = dice.randrange(1, len(story.paragraphs))
    inside = point(dice, story.paragraphs[number])
    if inside is None:
        return [[*story.title, *(each.printed for each in story.paragraphs), *story.below]], truth
    last = story.paragraphs[number]
    whole = [each.printed for each in story.paragraphs[:number]]
    truth["paragraphs"] = [*truth["paragraphs"][:number], last.printed[last.start : inside]]
    truth["complete"] = bool(re.search(r"[。!?…][”’」』)]*$", truth["paragraphs"][-1]))
    blocks = [*story.title, *whole, last.printed[:inside]]
    text = "".join("".join(blocks).split())
    truth["credits"] = [each for each in truth["credits"] if each["name"] in text]
    truth["towns"] = [town for town in truth["towns"] if town.removesuffix("街道") in text]
    truth["joins"] = []
    return [blocks], truth


def cleaned(truth: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in deepcopy(truth).items() if name not in NOT_IN_TRUTH}


if __name__ == "__main__":
    main()
