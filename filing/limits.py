"""How much may come by one link. Asked with the link's row locked, so that two at once are two."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models, transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.images import MAX_BYTES
from filing.models import FilingLink, KeptPicture

MEGABYTE = 1024 * 1024
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)

STORIES_AN_HOUR, STORIES_A_DAY = 6, 20
PICTURES_A_STORY, PICTURES_A_DAY = 9, 60
PICTURE_BYTES, STORY_BYTES, DAY_BYTES = MAX_BYTES, 100 * MEGABYTE, 500 * MEGABYTE
# The fields of a form and the borders between its parts.
FORM_BYTES = MEGABYTE

HEADLINE, BODY, NOTE, CAPTION, NAME = 120, 20_000, 1_000, 500, 60


class Enough(Exception):
    """The link has sent as much as it may. The text is for the correspondent."""


def refuse_another_story(link: FilingLink) -> None:
    """Raise `Enough`, with the time from which on it is possible again."""
    for span, most, words in (
        (
            HOUR,
            STORIES_AN_HOUR,
            _("%(most)d stories an hour may come by this link; the next one after %(time)s."),
        ),
        (DAY, STORIES_A_DAY, _("%(most)d stories a day may come by this link; the next one after %(time)s.")),
    ):
        times = link.stories.filter(at__gt=timezone.now() - span).order_by("-at").values_list("at", flat=True)
        if oldest := next(iter(times[most - 1 : most]), None):
            raise Enough(words % {"most": most, "time": clock(oldest + span)})


@transaction.atomic
def count_picture(link: FilingLink, size: int) -> None:
    """Count a picture that was sent, before it is decoded. Raises `Enough` when it is one too many for a day.

    What is refused or taken out of its form again has been decoded too, and counts.
    """
    locked = FilingLink.objects.select_for_update().get(pk=link.pk)
    since = timezone.now() - DAY
    locked.sent_pictures.filter(at__lte=since).delete()
    today = locked.sent_pictures.aggregate(number=Count("pk"), size=Sum("size"))
    if today["number"] >= PICTURES_A_DAY or (today["size"] or 0) + size > DAY_BYTES:
        raise Enough(
            _("No more pictures may come by this link today. Send the text; the desk will call you.")
        )
    locked.sent_pictures.create(size=size)


def refuse_another_picture(link: FilingLink, filing_key: uuid.UUID, size: int) -> None:
    """Raise `Enough` where a picture of `size` bytes would be too many or too much for its story."""
    if size > PICTURE_BYTES:
        raise Enough(_("A picture may have %(size)d MB at most.") % {"size": PICTURE_BYTES // MEGABYTE})
    mine = link.pictures.filter(filing_key=filing_key)
    if mine.count() >= PICTURES_A_STORY:
        raise Enough(_("A story may have %(most)d pictures at most.") % {"most": PICTURES_A_STORY})
    if _bytes(mine) + size > STORY_BYTES:
        raise Enough(
            _("The pictures of a story may have %(size)d MB together.") % {"size": STORY_BYTES // MEGABYTE}
        )


def _bytes(pictures: models.QuerySet[KeptPicture]) -> int:
    return pictures.aggregate(total=Sum("size"))["total"] or 0


def clock(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "n-j H:i")
