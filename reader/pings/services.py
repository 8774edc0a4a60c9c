"""What is said to each service. Addresses of the site are those of SITE_URL: no request is at hand."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from articles import clock
from articles.models import Article, Credit
from issues.announcements.hooks import post
from reader import queries
from reader.models import Ping

logger = logging.getLogger(__name__)

AGENT = {"User-Agent": "newsroom"}


class Refused(Exception):
    """A service answered that it does not take it."""


def indexnow(stories: Collection[int]) -> None:
    """The addresses of the stories in one call, a withdrawn one's too: 410 stands there now."""
    message = {
        "host": urlsplit(settings.SITE_URL).netloc,
        "key": settings.INDEXNOW_KEY,
        "keyLocation": _at(reverse("indexnow", kwargs={"key": settings.INDEXNOW_KEY})),
        "urlList": [_at(reverse("article", kwargs={"pk": pk})) for pk in stories],
    }
    kind = {"Content-Type": "application/json; charset=utf-8"}
    _send(settings.INDEXNOW_URL, json.dumps(message).encode(), kind)


def websub(stories: Collection[int]) -> None:
    """Each feed that one of the stories is in, a call each: hubs differ in how they take several.

    A hub refuses the feed of a person or tag that has lost its last story: that keeps no other from being
    told. Raises `Refused` when it took none at all.
    """
    refusals = []
    addresses = sorted(set(_feeds(stories)))
    for address in addresses:
        body = urlencode({"hub.mode": "publish", "hub.url": _at(address)}).encode()
        try:
            _send(settings.WEBSUB_HUB, body, {"Content-Type": "application/x-www-form-urlencoded"})
        except Refused as refusal:
            logger.warning("the hub refused %s: %s", address, refusal)
            refusals.append(refusal)
    if len(refusals) == len(addresses):
        raise refusals[0]


SERVICES: dict[str, Callable[[Collection[int]], None]] = {
    Ping.Service.INDEXNOW.value: indexnow,
    Ping.Service.WEBSUB.value: websub,
}


def in_use() -> list[str]:
    """Those that the settings name: without a setting nothing is ever sent."""
    used = {Ping.Service.INDEXNOW: settings.INDEXNOW_KEY, Ping.Service.WEBSUB: settings.WEBSUB_HUB}
    return [service.value for service, setting in used.items() if setting]


def _feeds(stories: Collection[int]) -> Iterator[str]:
    """Both forms of the feeds of the paper and of all that the stories name."""
    for name, of in _subjects(stories):
        yield reverse(f"{name}feed", kwargs=of)
        yield reverse(f"{name}rss", kwargs=of)


def _subjects(stories: Collection[int]) -> Iterator[tuple[str, dict[str, Any]]]:
    found = Article.objects.filter(pk__in=stories)
    towns = set(found.exclude(towns=None).values_list("towns", "towns__slug"))
    governing = queries.county_by_town([pk for pk, _slug in towns], on=clock.today())
    named = found.exclude(county=None).values_list("county__slug", flat=True)
    credits = Credit.objects.filter(Q(article__in=found) | Q(photo__article__in=found)).exclude(person=None)
    yield "", {}
    if found.exclude(corrects=None).exists():
        yield "corrections-", {}
    yield from (("town-", {"slug": slug}) for _pk, slug in towns)
    yield from (("county-", {"slug": slug}) for slug in {county.slug for county in governing.values()})
    yield from (("county-", {"slug": slug}) for slug in named)
    yield from (("person-", {"pk": pk}) for pk in credits.values_list("person", flat=True))
    for tags in queries.tags_by_story(stories).values():
        yield from (("tag-", {"slug": tag.slug}) for tag in tags)


def _at(address: str) -> str:
    return f"{settings.SITE_URL}{address}"


def _send(target: str, body: bytes, headers: dict[str, str]) -> None:
    status = post(target, body, AGENT | headers)
    if not 200 <= status < 300:
        raise Refused(f"{urlsplit(target).hostname} answered {status}")
