"""Stories and pages for the compositor: the sample page's, and mixed pages made of its sentences."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from issues.composing import Folio, PageDescription, Picture, Position, Story, body_of

DATA = Path(__file__).parent / "data"
NAMES = ("要闻", "综合", "县区新闻", "鲁西新区·巨野", "民生", "乡村振兴", "副刊")
EDITORS = ("王燕", "郭锦萍", "李心怡", "")
SUBHEADS = ("因地制宜兴产业", "有事好商量", "把好事办实", "从“等客来”到“走出去”", "一条路通百家")
COMMENTS = ("莫让“最后一公里”成为最远一公里", "把群众的小事当作大事来办")
FOLIO = Folio(
    paper="菏泽日报",
    date=dt.date(2023, 12, 20),
    label="A3",
    name="鲁西新区·巨野",
    editor="王燕",
    serial_number=11200,
    cn_number="CN 37-0067",
    publisher="菏泽日报社出版",
    pages=8,
)


@cache
def sample_stories() -> tuple[dict[str, Any], ...]:
    truth = json.loads((DATA / "seed-page.truth.json").read_text(encoding="utf-8"))
    return tuple(truth["stories"])


@cache
def sentences() -> tuple[str, ...]:
    text = "".join("".join(story["paragraphs"]) for story in sample_stories())
    return tuple(sentence for sentence in re.findall(r"[^。！？]+[。！？]”?", text) if len(sentence) > 8)


@cache
def headlines() -> tuple[str, ...]:
    return tuple(story["headline"] for story in sample_stories() if story["headline"])


def byline_of(truth: dict[str, Any]) -> str:
    found = [" ".join(filter(None, (credit.get("title"), credit["name"]))) for credit in truth["credits"]]
    return " ".join(found)


def sample_page() -> PageDescription:
    """The sample page of the demo as it would be placed; its two photos have no files."""
    stories = []
    for number, truth in enumerate(sample_stories(), start=1):
        body = "\n".join(truth["paragraphs"])
        is_photo = truth["kind"] == "photo"
        stories.append(
            Story(
                id=number,
                headline=truth["headline"] or "",
                kicker=truth["kicker"] or "",
                deck=f"——{truth['deck']}" if truth["deck"] else "",
                dateline=truth["dateline"] or "",
                byline="" if is_photo else byline_of(truth),
                body=() if is_photo else body_of(body),
                pictures=(Picture(body, f"{byline_of(truth)} 摄"),) if is_photo else (),
                genre="photo" if is_photo else "news",
            )
        )
    return PageDescription(FOLIO, tuple(stories))


# Pages of mixed content


def story(dice: random.Random, number: int, length: int, **others: Any) -> Story:
    """A story of about `length` characters, with what stories of its length have."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < length:
        paragraphs.append("".join(dice.sample(sentences(), dice.randint(1, 3))))
        if length > 1200 and dice.random() < 0.2:
            paragraphs.append("## " + dice.choice(SUBHEADS))
    if paragraphs[-1].startswith("## "):
        paragraphs.pop()
    is_news = dice.random() < 0.75
    values = {
        "id": number,
        "headline": dice.choice(headlines()),
        "kicker": "牢记嘱托 勇担使命 奋力谱写新时代新篇章" if dice.random() < 0.25 else "",
        "deck": "——鲁西新区招商引资工作侧记" if dice.random() < 0.25 else "",
        "dateline": "本报讯" if is_news else "",
        "byline": dice.choice(("记者 王燕 通讯员 郭锦萍", "通讯员 安宁", "记者 王燕")),
        "body": body_of("\n".join(paragraphs)),
        "genre": "news"
        if is_news
        else dice.choice(("feature", "news", "comment" if length < 900 else "feature")),
    }
    return Story(**{**values, **others})


def picture(dice: random.Random, folder: Path | None) -> Picture:
    aspect = dice.choice((1.5, 1.5, 1.33, 0.75, 1.78))
    caption = dice.choice(sentences())[: dice.choice((24, 40, 60, 90))].rstrip("，、。") + "。"
    file = None if folder is None else landscape(dice, folder, aspect)
    return Picture(caption, "记者 王燕 通讯员 刘菲 摄", aspect=aspect, file=file)


def landscape(dice: random.Random, folder: Path, aspect: float) -> Path:
    """A drawn photo: sky, sun, hills and fields."""
    height = 600
    width = int(height * aspect)
    image = Image.new("RGB", (width, height), (172, 200, 224))
    draw = ImageDraw.Draw(image)
    draw.ellipse((width * 0.7, 60, width * 0.7 + 90, 150), fill=(248, 226, 160))
    for row in range(5):
        points = [(x, 260 + row * 70 + dice.randint(-30, 30)) for x in range(0, width + 80, 80)]
        shade = (70 + row * 22, 110 + row * 18, 60 + row * 8)
        draw.polygon([*points, (width + 80, height), (0, height)], fill=shade)
    path = folder / f"photo-{dice.randrange(10**9)}.jpg"
    image.save(path, "JPEG", quality=85)
    return path


def mixed_page(seed: int, folder: Path | None = None) -> PageDescription:
    """A page such as a desk might place: 2,800 to 5,600 characters, photos, briefs, a jump."""
    dice = random.Random(seed)
    is_page_one = seed % 4 == 0
    left = dice.randint(2800, 4600 if is_page_one else 5600)
    stories = [story(dice, 1, dice.randint(700, min(1900, left // 2)), position=Position.LEAD)]
    left -= length_of(stories[0])
    if dice.random() < 0.7:
        stories.append(story(dice, 2, dice.randint(450, 900), position=Position.SECOND))
    if dice.random() < 0.6:
        stories.append(story(dice, 3, dice.randint(500, 1100), position=Position.BOTTOM_LEAD))
    left -= sum(map(length_of, stories[1:]))
    if dice.random() < 0.6:
        count = dice.randint(3, 6)
        stories += [
            story(
                dice,
                20 + n,
                dice.randint(50, 120),
                position=Position.BRIEF,
                kicker="",
                deck="",
                genre="brief",
            )
            for n in range(count)
        ]
        left -= 100 * count
    number = 4
    while left > 200 and number < 12:
        stories.append(story(dice, number, dice.randint(180, min(700, max(left, 181)))))
        left -= length_of(stories[-1])
        number += 1
    if is_page_one and dice.random() < 0.7:
        body = body_of(min(dice.sample(sentences(), 4), key=lambda text: abs(len(text) - 110)))
        stories.append(story(dice, 40, 100, position=Position.EAR, kicker="", deck="", body=body))
    stories = [_with_pictures(dice, each, folder) for each in stories]
    if dice.random() < 0.4:
        stories[0] = replace(stories[0], planned_length=length_of(stories[0]) * 2 // 3, continued_on="A2")
    if dice.random() < 0.5:
        shown = picture(dice, folder)
        stories.append(
            Story(id=60, genre="photo", headline=dice.choice(("", "冬日麦田", "丰收时节")), pictures=(shown,))
        )
    folio = replace(
        FOLIO,
        label="A1" if is_page_one else f"A{2 + seed % 7}",
        name="要闻" if is_page_one else dice.choice(NAMES),
        editor=dice.choice(EDITORS),
        date=FOLIO.date + dt.timedelta(days=seed),
        serial_number=11200 + seed,
    )
    return PageDescription(folio, tuple(stories), is_page_one=is_page_one)


def _with_pictures(dice: random.Random, one: Story, folder: Path | None) -> Story:
    if one.position in {Position.BRIEF, Position.EAR}:
        return one
    chance = 0.7 if one.position is Position.LEAD else 0.3
    if dice.random() > chance:
        return one
    count = dice.choice((1, 1, 1, 2, 3)) if length_of(one) > 600 else 1
    return replace(one, pictures=tuple(picture(dice, folder) for _ in range(count)))


def length_of(one: Story) -> int:
    return sum(len(block.text) for block in one.body)
