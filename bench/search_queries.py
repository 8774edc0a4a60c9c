"""The queries of `bench/search.py`, and what they are measured with."""

from __future__ import annotations

import datetime as dt
import gc
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import quantiles

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from taggit.models import Tag

from articles.corpus.words import NOUNS, TECHNICAL, VERBS, planted, rare_words
from articles.models import Article, Credit, SearchDocument
from articles.search.finding import Filters, Found, Order, find
from articles.search.index import follow
from articles.search.postings import postings
from articles.search.query import parse
from articles.workflow import set_publish_time
from towns.models import County, Town

TODAY = dt.date(2026, 11, 30)
# What is promised of the slowest of a hundred queries, in milliseconds, by how many stories there are.
PROMISED = {150_000: 50.0, 1_500_000: 150.0}
RELEASE = 300
DEEP_PAGES = 60
Asking = tuple[str, Filters, Order, str]


def measure(*, rounds: int) -> int:
    """Print the figures; 1 if a class of queries is slower than promised."""
    stories = SearchDocument.objects.count()
    promised = next((most for count, most in PROMISED.items() if stories <= count), max(PROMISED.values()))
    print(f"\n{stories} stories on {connection.vendor}; ms; promised: p99 <= {promised:.0f}")
    print(f"{'':34}{'cpu p50':>9}{'cpu p99':>9}{'p50':>9}{'p99':>9}{'found':>8}{'ratio':>8}")
    if connection.vendor == "postgresql":  # As autovacuum does, which is off in a server for tests.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    gc.collect()
    reference = _reference(rounds)
    unit = _row("20 stories by their numbers", reference, 20, 0)
    slow = []
    for name, asked in _classes().items():
        worst = _row(name, [*_asked(asked, rounds)], _middle_count(asked), unit[0])
        if worst[1] > promised:
            slow.append(name)
    _index(stories, unit[0])
    print(f"slower than promised (time of the processor): {', '.join(slow) or 'none'}")
    return 1 if slow else 0


Sample = tuple[float, float]


def _row(name: str, samples: Sequence[Sample], found: int, unit: float) -> Sample:
    cpu, wall = ([sample[side] for sample in samples] for side in (0, 1))
    figures = (*_p50_p99(cpu), *_p50_p99(wall))
    ratio = f"{figures[0] / unit:8.1f}" if unit else ""
    print(f"{name:34}" + "".join(f"{figure:9.2f}" for figure in figures) + f"{found:8}" + ratio, flush=True)
    return figures[0], figures[1]


def _p50_p99(values: Sequence[float]) -> Sample:
    cuts = quantiles(values, n=100, method="inclusive")
    return cuts[49], cuts[98]


def timed(run: Callable[[], object]) -> Sample:
    """Milliseconds of the processor and of the wall clock."""
    server, cpu, wall = _server_seconds(), time.process_time(), time.perf_counter()
    run()
    ours, passed = time.process_time() - cpu, time.perf_counter() - wall
    return 1000 * (ours + _server_seconds() - server), 1000 * passed


def _server_seconds() -> float:
    """What the server's process for our connection has used, in nanoseconds where the system counts them."""
    if connection.vendor == "sqlite":
        return 0.0
    pid = connection.connection.info.backend_pid
    used, *_rest = Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()
    return int(used) / 1e9


def _asked(asked: Sequence[Asking], rounds: int) -> Iterator[Sample]:
    for each in asked:
        _find(each)
    for _round in range(rounds):
        for each in asked:
            yield timed(lambda each=each: _find(each))  # type: ignore[misc]  # A default is no hint of a type.


def _find(asked: Asking) -> Found:
    typed, filters, order, after = asked
    return find(parse(typed, today=TODAY), filters, order=order, after=after)


def _middle_count(asked: Sequence[Asking]) -> int:
    return sorted(_find(each).count for each in asked)[len(asked) // 2]


def _reference(rounds: int) -> list[Sample]:
    keys = list(Article.objects.values_list("pk", flat=True)[:20_000])
    chance = random.Random(3)  # noqa: S311 - No secret.
    samples = [chance.sample(keys, 20) for _each in range(40 * rounds)]
    return [timed(lambda each=each: list(Article.objects.filter(pk__in=each))) for each in samples]  # type: ignore[misc]


def _classes() -> dict[str, list[Asking]]:
    rare = rare_words()[0]

    def of_length(length: int, *, of: Sequence[str]) -> list[str]:
        return [word for word in of if len(word) == length][:8]

    frequent = of_length(2, of=[*VERBS, *NOUNS])
    middling = rare[2000:]
    typed = {
        "1 character, frequent": list("的县镇村一人工作"),
        "1 character, rare": _rare_characters(),
        "2 characters, frequent": frequent,
        "2 characters, rare": of_length(2, of=middling),
        "3 characters": [*of_length(3, of=NOUNS), *of_length(3, of=rare), "党员干", "村村民"],
        "4 characters, frequent": of_length(4, of=NOUNS),
        "4 characters, rare": of_length(4, of=middling),
        "8 characters, planted": planted()[:12],
        "8 characters, in many stories": ["解决群众急难愁盼", "群众急难愁盼问题", "相关负责人"],
        "mixed": ["G318国道", "G318沿线", "A股", "PM2.5", "2026年11月", "5G", *TECHNICAL[3:9]],
        "nowhere, of frequent parts": ["县村镇", "镇县工村", "推进落实开展", "小麦玉米棉花西瓜"],
        "two words": ["小麦 玉米", "推进 小麦", f"签约 {rare[0]}", f"小麦 {rare[3000]}", "县委 G318"],
        "exclusion": ["小麦 -玉米", "推进 -落实", "招商引资 -乡村振兴", "县 -镇", "签约 -高质量发展项目"],
        "标题:": ["标题:小麦", "标题:招商引资", f"标题:{rare[0]}", "标题:县", "标题:格局"],
        "作者:": [f"作者:{name}" for name in _names()],
        "镇: and 日期:": [
            "镇:田庄",
            "小麦 镇:田庄",
            "小麦 日期:2019",
            "日期:2015-03",
            "推进 日期:2012-05-01..2012-08-31",
        ],
    }
    classes = {name: [_newest(each) for each in words] for name, words in typed.items()}
    classes |= {
        f"{name}, relevant": [_relevant(each) for each in typed[name]]
        for name in (
            "1 character, frequent",
            "2 characters, frequent",
            "4 characters, frequent",
            "8 characters, planted",
            "two words",
        )
    }
    words = ["推进", "小麦", "招商引资", rare[0], rare[3000]]
    for name, filters in _filters().items():
        classes[f"with {name}"] = [_newest(word, each) for word in words for each in filters]
        classes[f"{name} alone"] = [_newest("", each) for each in filters]
    classes["page 60 by key"] = [_deep(word) for word in ("推进", "县", "招商引资", "小麦 玉米")]
    return classes


def _newest(typed: str, filters: Filters | None = None) -> Asking:
    return typed, filters or Filters(), Order.NEWEST, ""


def _relevant(typed: str) -> Asking:
    return typed, Filters(), Order.RELEVANT, ""


def _deep(typed: str) -> Asking:
    asked = _newest(typed)
    for _page in range(DEEP_PAGES):
        asked = (*asked[:3], _find(asked).after or asked[3])
    return asked


def _rare_characters() -> list[str]:
    """Of words that hardly ever stand in a story."""
    return list(dict.fromkeys("".join(rare_words()[0][-400:])))[-8:]


def _names() -> list[str]:
    return list(Credit.objects.order_by("pk").values_list("printed_text", flat=True)[:8])


def _filters() -> dict[str, list[Filters]]:
    people = Credit.objects.exclude(person=None).order_by("pk").values_list("person", flat=True)
    return {
        "town": [Filters(town=pk) for pk in Town.objects.values_list("pk", flat=True)[:3]],
        "county": [Filters(county=pk) for pk in County.objects.values_list("pk", flat=True)[:3]],
        "person": [Filters(person=pk) for pk in people[:3]],
        "tag": [Filters(tag=pk) for pk in Tag.objects.order_by("pk").values_list("pk", flat=True)[:3]],
        "year": [Filters(year=2010), Filters(year=2018), Filters(year=2026)],
        "kind": [Filters(genre="news"), Filters(genre="comment"), Filters(genre="photo")],
    }


def _index(stories: int, unit: float) -> None:
    """The release is undone; sixty stories keep a sentence more than they had."""
    keys = list(Article.objects.order_by("-pk").values_list("pk", flat=True)[:RELEASE])
    changes = []
    for key in keys[:60]:
        Article.objects.filter(pk=key).update(body=Concat("body", Value("另有一句。")))
        changes.append(timed(lambda key=key: follow([key])))  # type: ignore[misc]  # As above.
    _row("index follows a changed story", changes, 1, unit)
    at = dt.datetime(2026, 11, 29, 6, tzinfo=dt.UTC)
    with transaction.atomic():
        released = timed(lambda: set_publish_time(Article.objects.filter(pk__in=keys), at))
        transaction.set_rollback(True)
    print(f"release of {RELEASE} stories, history and index: {released[0]:.0f} ms cpu, {released[1]:.0f} ms")
    size = postings().size()
    print(f"documents and terms: {size / 1e6:.0f} MB, {size / max(stories, 1):.0f} bytes a story")
    if connection.vendor == "sqlite":
        whole = Path(str(settings.DATABASES["default"]["NAME"])).stat().st_size
        print(f"the whole database: {whole / 1e6:.0f} MB")
