"""Writing made-up stories into the database, many at once, with what search knows of them.

Nothing of it goes by way of the newsroom: there are no revisions and no entries of the trail, and no issue
has them. What readers' pages and search see of a story is whole.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from taggit.models import Tag, TaggedItem

from articles.corpus import stories as made_up
from articles.corpus.words import TAGS
from articles.models import Article, Credit, Photo, ReviewStage
from articles.search.documents import Jurisdictions, document_of, jurisdictions
from articles.search.postings import postings
from people.models import Person
from towns.loading import load_prefecture
from towns.models import Town, Village

# The note by which a made-up story is known, with its number.
MARK = "make_stories"
BATCH = 2000
# The last day, unless another is asked for: the same stories whenever they are made.
UNTIL = dt.date(2026, 11, 1)
# Of a hundred stories in `mixed` states.
UNPUBLISHED = 15
Status = Article.Status


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for. The same plan makes the same stories."""

    count: int
    seed: int = 1
    years: int = 20
    until: dt.date = UNTIL
    is_mixed: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """The rows that all stories share."""

    places: list[made_up.Place]
    towns: dict[int, Town]
    governed: Jurisdictions
    people: dict[tuple[str, int], Person]
    cast: made_up.Cast
    tags: list[Tag]
    stage: ReviewStage | None


def real_stories() -> int:
    """How many stories are there that were not made up."""
    return Article._base_manager.exclude(note__startswith=MARK).count()


def reached(plan: Plan) -> int:
    """How many stories of this seed are there already: batches are written whole and in order."""
    last = Article._base_manager.filter(note__startswith=f"{MARK} {plan.seed} ").order_by("-pk").first()
    return int(last.note.split()[2]) + 1 if last else 0


def world_of(plan: Plan) -> World:
    """Towns of the register, people and tags; made where they are missing."""
    if not Town.objects.exists():
        load_prefecture(settings.PAPER_PREFECTURE)
    towns = {town.pk: town for town in Town.objects.order_by("pk")}
    villages: dict[int, list[str]] = {}
    for town, name in Village.objects.order_by("pk").values_list("town", "name"):
        villages.setdefault(town, []).append(name)
    cast = made_up.cast(plan.seed)
    return World(
        places=[made_up.Place(pk, town.name, tuple(villages.get(pk, ()))) for pk, town in towns.items()],
        towns=towns,
        governed=jurisdictions(towns),
        people=_people(cast, list(towns)),
        cast=cast,
        tags=[Tag.objects.get_or_create(name=name)[0] for name in TAGS],
        stage=ReviewStage.objects.order_by("pk").first(),
    )


def _people(cast: made_up.Cast, towns: Sequence[int]) -> dict[tuple[str, int], Person]:
    """Each correspondent writes from a town, always the same."""
    people: dict[tuple[str, int], Person] = {}
    for number, name in enumerate(cast.reporters):
        kind = Person.Kind.REPORTER
        people["reporter", number] = Person.objects.get_or_create(name=name, kind=kind, unit=None, town=None)[
            0
        ]
    for number, name in enumerate(cast.correspondents):
        town = towns[number * 7 % len(towns)]
        person, _is_new = Person.objects.get_or_create(
            name=name, kind=Person.Kind.CORRESPONDENT, unit=None, town_id=town
        )
        people["correspondent", number] = person
    return people


def load(plan: Plan, world: World, *, start: int) -> Iterator[int]:
    """Write what is missing, batch after batch; gives the number of stories that are there then."""
    numbers = iter(range(start, plan.count))
    while batch := list(islice(numbers, BATCH)):
        with transaction.atomic():
            _write([_made(number, plan, world) for number in batch], plan, world)
        yield batch[-1] + 1


def _made(number: int, plan: Plan, world: World) -> tuple[made_up.Story, dt.date]:
    day = made_up.release_day(number, of=plan.count, until=plan.until, years=plan.years)
    return made_up.make(number, seed=plan.seed, day=day, places=world.places, people=world.cast), day


def _write(batch: Sequence[tuple[made_up.Story, dt.date]], plan: Plan, world: World) -> None:
    rows = Article.objects.bulk_create([_article(story, day, plan, world) for story, day in batch])
    pairs = [(row, story) for row, (story, _day) in zip(rows, batch, strict=True)]
    through: Any = Article.towns.through
    through.objects.bulk_create(
        [through(article=row, town_id=town) for row, story in pairs for town in story.towns]
    )
    credits = Credit.objects.bulk_create(
        [_credit(row, order, who, world) for row, story in pairs for order, who in enumerate(story.people, 1)]
    )
    content_type = ContentType.objects.get_for_model(Article)
    TaggedItem.objects.bulk_create(
        [
            TaggedItem(tag=world.tags[tag], object_id=row.pk, content_type=content_type)
            for row, story in pairs
            for tag in story.tags
        ]
    )
    photos = Photo.objects.bulk_create(
        [Photo(article=row, caption=story.caption, order=1) for row, story in pairs if story.caption]
    )
    _know(pairs, credits, photos, world)
    postings().write([document_of(row, world.governed) for row in rows])


def _know(
    pairs: Sequence[tuple[Article, made_up.Story]],
    credits: Sequence[Credit],
    photos: Sequence[Photo],
    world: World,
) -> None:
    """Tell the rows what belongs to them, as if it had been read with them (`index.rows`)."""
    written: dict[int, list[Credit]] = {}
    for credit in credits:
        written.setdefault(cast("int", credit.article_id), []).append(credit)
    pictured = {photo.article_id: photo for photo in photos}
    for row, story in pairs:
        of_row = [pictured[row.pk]] if row.pk in pictured else []
        for photo in of_row:
            _prefetched(photo, credits=[])
        _prefetched(
            row,
            towns=[world.towns[town] for town in story.towns],
            tags=[world.tags[tag] for tag in story.tags],
            credits=written.get(row.pk, []),
            photos=of_row,
            placements=[],
        )


def _prefetched(row: Any, **related: list[Any]) -> None:
    row._prefetched_objects_cache = related


def _article(story: made_up.Story, day: dt.date, plan: Plan, world: World) -> Article:
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(6)))
    return Article(
        kicker=story.kicker,
        headline=story.headline,
        deck=story.deck,
        dateline=story.dateline,
        printed_byline=story.byline,
        body=story.body,
        genre=story.genre,
        note=f"{MARK} {plan.seed} {story.number}",
        created_at=at - dt.timedelta(days=1),
        **_state(story, at, plan, world),
    )


def _state(story: made_up.Story, at: dt.datetime, plan: Plan, world: World) -> dict[str, Any]:
    """Out since `at`; of mixed ones some are drafts, some under way, some withdrawn."""
    out = {"status": Status.SIGNED_OFF, "publish_at": at}
    chance = random.Random(f"state {plan.seed} {story.number}")  # noqa: S311  # No secret.
    if not plan.is_mixed or chance.random() * 100 >= UNPUBLISHED or not story.headline:
        return out
    state = chance.choice([Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.KILLED, "withdrawn"])
    if state == "withdrawn":
        day_after = at + dt.timedelta(days=1)
        return out | {"withdrawn_at": day_after, "withdrawal_reason": Article.WithdrawalReason.FACTS}
    return {"status": state, "stage": world.stage if state == Status.IN_REVIEW else None}


def _credit(row: Article, order: int, who: tuple[str, int], world: World) -> Credit:
    person = world.people[who]
    return Credit(article=row, person=person, role=who[0], printed_text=person.name, order=order)
