"""What is unfinished in a story: cut off, without a headline, with gaps that somebody meant to fill."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.models.article import HEADLESS_GENRES
from articles.photos.captions import points_at_picture
from articles.text import BlockKind, blocks, ends_sentence
from issues.reading.checks.material import Material, Story
from issues.reading.finding import Finding, Kind
from people.bylines import parse_closing
from people.bylines.surnames import is_person_name

X = "[xXＸｘ×]"
# 待补 and the like: what is said of the text, not of what it tells (有待核实, 待改进).
OPEN = r"(?<![有尚亟仍还])待(?:补(?![贴偿缴办])|核(?!酸)|填|定稿)"
OPEN_ALONE = r"(?:此处|此段|这里)?待(?:查|确认|改(?![进善革造])|审|删)"
NOUN = "(?:图片|照片)?(?:说明|数据|数字|金额|姓名|名字|职务|单位|标题|照片|图片|名单)"
REQUEST = "请(?:补|核(?![酸心])|查|确认|填|改)|[需须][补核改]|缺[数图照姓资]"
BRACKET, CLOSING, INSIDE = r"[【\[（(]", r"[】\]）)]", r"[^】\]）)\n]"
# What somebody left to be filled in. ××× for a name that is kept back, and a single □ before 记者, are print.
GAPS = re.compile(
    "|".join(
        (
            r"□{2,}|■{2,}|�+|_{2,}|＿{2,}",
            rf"(?<![A-Za-z\d]){X}{{1,4}}(?=[月日年](?![A-Za-z]))",
            r"(?<![A-Za-z])[xXＸｘ]{2,}(?![A-Za-z\dＬ]|染色体|[型式光码线])",
            r"(?<![×*])[×*]{2,}(?=[亩元万亿户%％])|(?<=记者)\s*×{2,}|(?<=通讯员)\s*×{2,}",
            r"(?<=[一-鿿])[?？]{2,}(?=[亩元人户个万千百亿名家吨斤公里年月日时岁%％次项镇乡村台辆条平])",
            r"(?<=[共达为约近超第于有至])[?？]{2,}(?=[一-鿿])",
            rf"{BRACKET}(?:{NOUN})?[?？]+{CLOSING}",
            rf"{BRACKET}{INSIDE}{{0,12}}{OPEN}{INSIDE}{{0,16}}{CLOSING}",
            rf"{BRACKET}{OPEN_ALONE}{INSIDE}{{0,6}}{CLOSING}",
            rf"{BRACKET}{NOUN}待定{CLOSING}",
            rf"[【\[](?:此处|这里)?(?:{REQUEST}){INSIDE}{{0,16}}[】\]]",
            rf"[（(](?:此处|这里)?[请需](?:补(?![贴偿缴办])|核(?!酸)){INSIDE}{{0,5}}[）)]",
            rf"{BRACKET}(?:此处|这里)(?:插|加|补|缺|放){INSIDE}{{0,16}}{CLOSING}",
            rf"[【\[](?:编辑注|批注|备注){INSIDE}{{0,30}}[】\]]",
            rf"此处{OPEN}|^{NOUN}待(?:补充?|定|核实?)。?$",
            r"\b(?:TODO|TBD|TBC|TKTK|FIXME)\b",
            r"&(?:nbsp|quot|amp|lt|gt|ldquo|rdquo|mdash);|</?(?:br|p|div|span)\s*/?>",
        )
    )
)
# A case is told of somebody who is not named: ×月×日 is kept back there.
KEPT_BACK = re.compile(r"某|\d×|××")
# In a byline nobody keeps a name back.
BYLINE_GAPS = re.compile(r"×{2,}|[xXＸｘ]{2,}|□{2,}|某某|[?？]")
# A number is missing, or part of a date: each number is another, a date is one.
OF_NUMBER = re.compile("[十百千万亿余多]*[亩元户人名个家吨斤米公里台辆条次项%％岁]|[十百千万亿]")
OF_DATE = re.compile("[月日年]")
SENTENCE_STOP = re.compile("[。！？!?…]")
CLAUSE_STOP = re.compile("[，,；;。！？!?]")
# Shorter ones in the middle are headings that nobody marked: 优服务，解难题.
SHORTEST_SENTENCE, SHORTEST_END = 16, 6
NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[、.）)][^，。]*$")
JUMP_LINE = re.compile(r"(?:下转|上接|下接|紧接)[^，。]{0,12}$")
# What a paragraph may end in that is no sentence; and what it never ends in.
CLOSED = ("；", ";", "）", ")", "】", "]", "—", "~", "》")
BROKEN_END = re.compile("[，,、“‘（(《〈]$")


def check(material: Material) -> Iterator[Finding]:
    for story in material.stories:
        article = story.article
        if not article.headline.strip() and article.genre not in HEADLESS_GENRES:
            text = _("Page %(page)s: “%(story)s” has no headline.")
            yield _finding("headline_missing", text, story)
        if article.is_cut_off:
            text = _("Page %(page)s: “%(story)s” is cut off: complete it or let it stand as it is.")
            yield _finding("cut_off", text, story, end=article.body[-40:])
        else:
            yield from _open_sentences(story)
        yield from _gaps(story)
        yield from _lost_slots(story)


def _finding(code: str, text: str, story: Story, **said: str | int) -> Finding:
    facts = (story.pk, *said.values())
    return Finding(
        Kind.STORIES, code, text % {**story.told, **said}, facts, page=story.page.pk, stories=(story.pk,)
    )


def _gaps(story: Story) -> Iterator[Finding]:
    """Each once, with the words around it, however often the story prints XX镇."""
    seen: set[str] = set()
    byline = story.article.printed_byline
    for line, gaps in [*((line, GAPS) for line in story.lines), (byline, BYLINE_GAPS)]:
        is_kept_back = "×" in line and KEPT_BACK.search(line) is not None
        for match in gaps.finditer(line):
            words = line[max(0, match.start() - 6) : match.end() + 6]
            gap = _gap(match, words)
            if gap not in seen and not (match.group() == "×" and is_kept_back):
                seen.add(gap)
                text = _("Page %(page)s: something is still to be filled in in “%(story)s”: …%(words)s….")
                yield _finding("gap", text, story, words=words)


def _gap(match: re.Match[str], words: str) -> str:
    """What makes it another gap than the next one: ××亩 is another than ××万元, X月 is one with X日."""
    line, end = match.string, match.end()
    if OF_NUMBER.match(line, end):
        return words
    return match.group() if OF_DATE.match(line, end) else line[match.start() : end + 1]


def _lost_slots(story: Story) -> Iterator[Finding]:
    count = len(story.article.photos.all())
    numbers = {block.number for block in blocks(story.article.body) if block.kind == BlockKind.PHOTO}
    for number in sorted(number for number in numbers if not 1 <= number <= count):
        text = _("Page %(page)s: “%(story)s” has a place for photo %(number)d, but no such photo.")
        yield _finding("slot_without_photo", text, story, number=number)


def _open_sentences(story: Story) -> Iterator[Finding]:
    """Paragraphs of prose that end without a mark. Verses, lists and signatures end as they like."""
    paragraphs = [block.text for block in blocks(story.article.body) if block.kind == BlockKind.PARAGRAPH]
    is_prose = sum(ends_sentence(each) for each in paragraphs) * 2 > len(paragraphs)
    if not is_prose and not _is_one_open_sentence(paragraphs):
        return
    last = len(paragraphs) - 1
    ends = Counter(each[-12:] for at, each in enumerate(paragraphs) if _is_open(each, is_last=at == last))
    for words, count in ends.items():
        text = _("Page %(page)s: a paragraph of “%(story)s” ends in the middle of a sentence: …%(words)s")
        yield _finding("open_sentence", text, story, words=words, count=count)


def _is_one_open_sentence(paragraphs: list[str]) -> bool:
    """Of one or two paragraphs the half may be open and still be prose, as far as there is a full stop."""
    is_short = 1 <= len(paragraphs) <= 2
    return is_short and any(SENTENCE_STOP.search(each) or BROKEN_END.search(each) for each in paragraphs)


def _is_open(paragraph: str, *, is_last: bool) -> bool:
    text = _without_credits(paragraph)
    if not text or ends_sentence(text) or text.endswith(CLOSED):
        return False
    if JUMP_LINE.search(text) or points_at_picture(text):
        return False
    if BROKEN_END.search(text) or text.endswith(("：", ":")):
        return is_last or not text.endswith(("：", ":"))
    if (
        NUMBERED.match(text)
        or "：" in text[:8]
        or is_person_name(SENTENCE_STOP.split(text)[-1].strip("□■●◆▲ "))
    ):
        return False
    return len(text) >= (SHORTEST_END if is_last else SHORTEST_SENTENCE) and bool(CLAUSE_STOP.search(text))


def _without_credits(paragraph: str) -> str:
    """村民们都说好。（记者 王燕） without what stands behind its end."""
    text = paragraph.rstrip()
    if ends_sentence(text):
        return text
    closing = parse_closing(text)
    return text[: closing.spans[0][0]].rstrip() if closing.spans and closing.closes else text
