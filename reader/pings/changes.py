"""Which stories' public state has changed lately. What readers never knew is not among them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max, Q

from articles import clock
from articles.models import Article
from reader import queries

# What is older is in the sitemaps: a first run does not tell of the whole archive.
LATELY = dt.timedelta(days=2)


def changed_lately() -> dict[int, str]:
    """The state of each such story by its number. Equal states are the same page for readers."""
    with clock.reading() as moment:
        return _published(moment - LATELY) | _withdrawn(moment - LATELY)


def _published(since: dt.datetime) -> dict[int, str]:
    newest = _newest_corrections(since)
    # A signature is a change of the story's row as well, which has an index.
    is_signed = Q(updated_at__gt=since, signed_at__gt=since)
    found = Article.objects.published().annotate(signed_at=queries.signed_at())
    found = found.filter(Q(publish_at__gt=since) | is_signed | Q(pk__in=newest))
    rows = found.values_list("pk", "signed_at", "publish_at")
    return {pk: f"{_stamp(signed)} {_stamp(at)} {newest.get(pk, '')}" for pk, signed, at in rows}


def _stamp(at: dt.datetime | None) -> str:
    return f"{at:%Y%m%d%H%M%S%f}" if at else ""


def _newest_corrections(since: dt.datetime) -> dict[int, int]:
    """Of stories corrected lately the newest correction: 更正 stands on their page, too."""
    recent = Article.objects.published().filter(corrects__isnull=False, publish_at__gt=since)
    return dict(recent.values_list("corrects").annotate(Max("pk")).order_by())


def _withdrawn(since: dt.datetime) -> dict[int, str]:
    rows = queries.withdrawn().filter(withdrawn_at__gt=since).values_list("pk", "withdrawn_at")
    return {pk: f"withdrawn {_stamp(at)}" for pk, at in rows}
