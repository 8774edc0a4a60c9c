"""How a story reads: its full title, its opening, its text blocks, its credits. No queries of its own:
what it walks through is prefetched by `reader.queries`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from articles.images import SHARE, THUMBNAILS, WIDTHS, Size
from articles.models import Article, Credit, Photo
from articles.models.article import shortened
from articles.text import Block, BlockKind
from issues.models import Placement

DASH = "——"
# Fewer characters of a paragraph are not worth beginning it.
SHORTEST_RUN = 40
# XML knows no such characters; one pasted into a story must not silence the whole feed.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


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


def deck_line(story: Article) -> str:
    """The deck as printed: a feature's begins with a dash, a news story's does not."""
    if story.genre == Article.Genre.FEATURE and story.deck:
        return f"{DASH}{story.deck}"
    return story.deck


def opening(story: Article) -> str:
    """What runs in before the first sentence: 本报讯（记者 王燕 通讯员 郭锦萍）.

    Without a dateline nothing runs in: the printed byline then stands under the headline.
    """
    if not story.dateline or not story.printed_byline:
        return story.dateline
    is_bracketed = story.printed_byline.startswith(("（", "("))
    return f"{story.dateline}{story.printed_byline if is_bracketed else f'（{story.printed_byline}）'}"


def byline_under_headline(story: Article) -> str:
    return "" if story.dateline else story.printed_byline


def text_blocks(story: Article) -> list[Block]:
    """The blocks of the body, without one that only repeats a caption standing under its photo."""
    captions = {photo.caption.strip() for photo in story.photos.all()}
    return [block for block in story.blocks if block.text not in captions]


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


def for_xml(text: str) -> str:
    return CONTROL_CHARACTERS.sub("", text)


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


def photo_address(photo: Photo, width: int = 960) -> str:
    return reverse("photo", kwargs={"key": photo.key, "width": width})


def photo_source_set(photo: Photo) -> str:
    return ", ".join(f"{photo_address(photo, width)} {width}w" for width in WIDTHS)


def thumbnail_address(photo: Photo, size: Size = THUMBNAILS[0]) -> str:
    return reverse("photo-crop", kwargs={"key": photo.key, "width": size.width, "height": size.height})


def thumbnail_source_set(photo: Photo) -> str:
    return ", ".join(f"{thumbnail_address(photo, size)} {size.width}w" for size in THUMBNAILS)


def share_address(photo: Photo) -> str:
    """What WeChat and other services show beside a link to the story."""
    return reverse("photo-share", kwargs={"key": photo.key, "width": SHARE.width, "height": SHARE.height})


def picture_addresses(story: Article) -> list[str]:
    return [photo_address(photo) for photo in story.photos.all() if photo.image]
