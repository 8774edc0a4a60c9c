"""Every photo with picture, caption and credit, as `articles.photos.lacking` asks it of copy under review."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from articles.models import Photo
from articles.photos import captions
from articles.photos.lacking import Part, lacks
from issues.reading.checks.material import Material, Story
from issues.reading.finding import Finding, Kind
from people.bylines import parse_credit_line

NO_CAPTION = re.compile(r"[（(【\[]?(?:资料|配|新闻)?图片?[）)】\]]?。?")


def check(material: Material) -> Iterator[Finding]:
    for story in material.stories:
        photos = list(story.article.photos.all())
        if story.article.is_photo_news and not photos:
            text = _("Page %(page)s: the photo news “%(story)s” has no photo.") % story.told
            yield Finding(
                Kind.PHOTOS, "photo_missing", text, (story.pk,), page=story.page.pk, stories=(story.pk,)
            )
        for number, photo in enumerate(photos, start=1):
            yield from _of_photo(photo, number, story)


def _of_photo(photo: Photo, number: int, story: Story) -> Iterator[Finding]:
    said = {**story.told, "number": number}
    lacking = set(lacks(photo, article=story.article))
    if Part.PICTURE in lacking:
        text = _("Page %(page)s, “%(story)s”: photo %(number)d has no picture.")
        yield _finding("picture_missing", text % said, photo, story)
    elif not default_storage.exists(str(photo.image.name)):
        text = _("Page %(page)s, “%(story)s”: the picture of photo %(number)d is lost: upload it again.")
        yield _finding("picture_lost", text % said, photo, story, str(photo.image.name))
    if Part.CAPTION in lacking:
        text = _("Page %(page)s, “%(story)s”: photo %(number)d has no caption.")
        yield _finding("caption_missing", text % said, photo, story)
    elif _is_only_credit(photo.caption):
        text = _(
            "Page %(page)s, “%(story)s”: the caption of photo %(number)d is a credit and says nothing else."
        )
        yield _finding("caption_missing", text % said, photo, story, photo.caption)
    credit = captions.part(photo.caption).credit
    if Part.CREDIT in lacking:
        text = _("Page %(page)s, “%(story)s”: photo %(number)d has no credit.")
        if credit:
            text = _("Page %(page)s, “%(story)s”: photo %(number)d has its credit in the caption only.")
        yield _finding("credit_missing", text % said, photo, story, credit)
    elif credit:
        text = _(
            "Page %(page)s, “%(story)s”: the caption of photo %(number)d ends in its credit too: %(credit)s."
        )
        said["credit"] = credit.strip("()（） 。")
        yield _finding("credit_twice", text % said, photo, story, credit)


def _is_only_credit(caption: str) -> bool:
    found = parse_credit_line(caption)
    is_bare = not caption.strip() or NO_CAPTION.fullmatch(caption.strip()) is not None
    return is_bare or (found is not None and found.is_photo_credit)


def _finding(code: str, text: str, photo: Photo, story: Story, *facts: str) -> Finding:
    about: tuple[str | int, ...] = (story.pk, photo.pk, *facts)
    return Finding(Kind.PHOTOS, code, text, about, page=story.page.pk, stories=(story.pk,))
