"""How a story reads: its full title, its opening, its text blocks, its credits. No queries of its own:
what it walks through is prefetched by `reader.queries`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from django.utils.translation import gettext, pgettext

from articles.models import Article, Credit, Photo
from articles.text import Block, BlockKind, run_in, shortened
from issues.models import Page, Placement

# Fewer characters of a paragraph are not worth beginning it.
SHORTEST_RUN = 40
# A phrase of a title with its marks: the narrowest column of a list on a telephone holds so many characters.
PHRASE = re.compile(r"[“‘《（]*[^“”‘’《》（）：:，、；！？。…—\s]+[”’》）：:，、；！？。…—]*")
LONGEST_KEPT = 8


def full_title(story: Article) -> str:
    """Kicker and headline: the kicker may carry the subject without which the headline is not understood."""
    return f"{story.kicker} {list_title(story)}".strip()


def list_title(story: Article) -> str:
    """The title among other stories. A correction says that it is one: 更正：田庄镇的面积.

    A headline that says so itself (关于…的更正) stays as it is. Under a bare 更正, which every correction
    begins with, the text tells one from the next.
    """
    if story.genre != Article.Genre.CORRECTION:
        return story.title
    label = gettext("Correction")
    title = own_headline(story) or shortened(story.body or story.first_caption)
    if not title or label in title:
        return title or label
    return gettext("Correction: %(title)s") % {"title": title}


def own_headline(story: Article) -> str:
    """The headline, unless it says no more of a correction than that it is one."""
    is_bare = story.genre == Article.Genre.CORRECTION and story.headline == gettext("Correction")
    return "" if is_bare else story.headline


def turns_at_marks(title: str) -> bool:
    """Whether a title is made of phrases so short that no line of it has to end inside one.

    “一亩田”里种出“好日子” turns before “好日子”; 聚合高质量发展的强劲动能 may turn anywhere.
    """
    return all(len(phrase) <= LONGEST_KEPT for phrase in PHRASE.findall(title))


def deck_line(story: Article) -> str:
    return story.printed_deck


def opening(story: Article) -> str:
    return run_in(story.dateline, story.printed_byline)


def byline_under_headline(story: Article) -> str:
    """Nothing where it runs in behind the dateline, or stands under a photo already: 通讯员 曾亚君 摄."""
    said = {_squeezed(credit_text(photo)) for photo in story.photos.all()}
    return "" if story.dateline or _squeezed(story.printed_byline) in said else story.printed_byline


def _squeezed(text: str) -> str:
    return "".join(text.split())


def text_blocks(story: Article) -> list[Block]:
    """The blocks of the body, without one that only repeats a caption standing under its photo.

    A place for a photo that is not there, or that stands at an earlier place already, is left out.
    """
    captions = {photo.caption.strip() for photo in story.photos.all() if photo.caption.strip()}
    waiting = set(range(1, len(story.photos.all()) + 1))
    return [block for block in story.blocks if _is_shown(block, captions, waiting)]


def _is_shown(block: Block, captions: set[str], waiting: set[int]) -> bool:
    if block.kind != BlockKind.PHOTO:
        return block.text not in captions
    is_there = block.number in waiting
    waiting.discard(block.number)
    return is_there


def printed_blocks(story: Article) -> list[Block]:
    """The blocks that are words."""
    return [block for block in text_blocks(story) if block.kind != BlockKind.PHOTO]


def photo_at(story: Article, number: int) -> Photo:
    """The photo that stands at [图1] in the text, counted from 1."""
    return story.photos.all()[number - 1]


def photos_above(story: Article) -> list[Photo]:
    """The photos that have no place in the text: they stand above it."""
    placed = {block.number for block in story.blocks if block.kind == BlockKind.PHOTO}
    return [photo for number, photo in enumerate(story.photos.all(), start=1) if number not in placed]


def first_paragraph(story: Article) -> str:
    """The first paragraph as printed, its opening included; of photo news the caption."""
    for block in story.blocks:
        if block.kind == BlockKind.PARAGRAPH:
            return f"{opening(story)}{block.text}"
    return story.first_caption


def excerpt(story: Article, length: int = 80) -> str:
    """The first paragraph, cut to `length` characters; nothing where the title already is its beginning."""
    return cut(first_paragraph(story), length) if own_headline(story) else ""


def beginning(story: Article, length: int = 360) -> Iterator[str]:
    """The paragraphs the story begins with, `length` characters of them, the last one cut."""
    left = length
    for number, block in enumerate(block for block in story.blocks if block.kind == BlockKind.PARAGRAPH):
        text = f"{opening(story)}{block.text}" if number == 0 else block.text
        yield cut(text, left)
        left -= len(text)
        if left < SHORTEST_RUN:
            return


def cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def picture(story: Article) -> Photo | None:
    """The first photo whose picture is there already."""
    return next((photo for photo in story.photos.all() if photo.image), None)


def printed(story: Article) -> Placement | None:
    """Where the story was first printed, of the lists that know it."""
    return next(iter(getattr(story, "in_print", [])), None)


@dataclass(frozen=True, slots=True)
class CreditGroup:
    """Names that share a role: `通讯员 马丽娜 翟雪莹 摄` has a label, two credits and an ending."""

    label: str
    credits: list[Credit]
    ending: str = ""


def by_role(credits: Iterable[Credit]) -> Iterator[CreditGroup]:
    """Credits of a story: 记者 王燕, 通讯员 郭锦萍."""
    for label, group in groupby(credits, lambda credit: credit.title or credit.get_role_display()):
        yield CreditGroup(label, list(group))


def credit_line(credits: Iterable[Credit]) -> Iterator[CreditGroup]:
    """Credits of a photo, each with what its people did: 记者 王燕 通讯员 刘菲 摄."""
    groups = [
        CreditGroup(label, list(group), ending)
        for (label, ending), group in groupby(credits, lambda credit: (_label(credit), _ending(credit)))
    ]
    for group, following in zip_longest(groups, groups[1:]):
        # 摄 stands once, after the last of those who took the picture.
        said_again = following is not None and following.ending == group.ending
        yield CreditGroup(group.label, group.credits, "" if said_again else group.ending)


def credit_text(photo: Photo) -> str:
    """The credit line as it is printed: 记者 王燕 通讯员 刘菲 摄."""
    groups = credit_line(photo.credits.all())
    parts = ((group.label, *(each.printed_text for each in group.credits), group.ending) for group in groups)
    return " ".join(part for group in parts for part in group if part)


def _label(credit: Credit) -> str:
    return credit.title or ("" if _ending(credit) else credit.get_role_display())


def _ending(credit: Credit) -> str:
    return {
        Credit.Role.PHOTOGRAPHER.value: pgettext("after a photographer's name", "photo"),
        Credit.Role.PROVIDER.value: pgettext("after a provider's name", "courtesy"),
        Credit.Role.GRAPHICS.value: pgettext("after an artist's name", "graphics"),
    }.get(credit.role, "")


def printed_label(label: str) -> str:
    """The page as readers call it: A3版, 02版; 第四版 says 版 already."""
    return label if label.endswith("版") else gettext("page %(label)s") % {"label": label}


def said_label(label: str) -> str:
    """The page in a sentence: 第A3版, 第02版; 第四版 says it already, and 四版 becomes 第四版."""
    if label.startswith("第"):
        return printed_label(label)
    return pgettext("in a sentence", "page %(label)s") % {"label": label.removesuffix("版")}


def page_name(page: Page) -> str:
    """A3版 鲁西新区·巨野"""
    return f"{printed_label(page.label)} {page.name}".strip()
