"""What must hold of every story after every move: its past is whole, and the trail knows all of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from articles.models import Article, Revision
from articles.revisions.keeping import hold, keep, latest, snapshot_of
from articles.revisions.snapshot import snapshot
from audit.models import Entry
from audit.trail import entries_of
from people.models import User
from tests.cast import CastTests
from tests.make import make_article


def expect_kept(*stories: Article) -> None:
    """Of each story the last revision is what it is now; revisions and entries of the trail go in pairs."""
    for story in stories:
        revisions = list(Revision.objects.filter(article=story.pk).select_related("base").order_by("number"))
        assert revisions, f"nothing of {story} was kept"
        assert snapshot_of(revisions[-1]) == snapshot(story), f"{story} is not what was kept of it"
        version = Article.objects.values_list("version", flat=True).get(pk=story.pk)
        assert revisions[-1].version <= version
        assert [row.number for row in revisions] == list(range(1, len(revisions) + 1))
        assert told_of(story) == [(row.number, row.sha256, row.how) for row in revisions]


def told_of(story: Article) -> list[tuple[int, str, str]]:
    """The revisions of which the trail tells, in its order: number, hash and by which door."""
    entries = [(entry.after_values, entry.how) for entry in entries_of(story).order_by("number")]
    return [(after["revision"], after["sha256"], how) for after, how in entries if how in Revision.How.values]


def counts() -> tuple[int, int]:
    """How many revisions of stories there are, and how many entries that tell of one."""
    entries = Entry.objects.filter(label="articles.article", how__in=Revision.How.values)
    return Revision.objects.count(), entries.count()


def begun(headline: str = "麦田返青", **fields: Any) -> Article:
    """A story whose past has begun: its first revision is what it is now."""
    story = make_article(headline, **fields)
    begin(story)
    return story


def begin(story: Article) -> None:
    with transaction.atomic():
        hold(story)


def save(story: Article, *, by: User | None, why: str = "", **fields: Any) -> Revision | None:
    """As the form does it: held, written, kept."""
    with transaction.atomic():
        held = hold(story)
        for name, value in fields.items():
            setattr(held, name, value)
        held.version += 1
        held.save()
        return keep(held, by=by, how=Revision.How.FORM, why=why)


def doors(story: Article) -> list[str]:
    """By which doors the story was changed, after its past began."""
    return [how for _number, _hash, how in told_of(story) if how != Revision.How.BEGIN]


def version(story: Article) -> int:
    return Article.objects.values_list("version", flat=True).get(pk=story.pk)


class PathTests(CastTests):
    def setUp(self) -> None:
        self.client.force_login(self.editor)

    def last(self, story: Article) -> Revision:
        kept = latest(story)
        assert kept is not None
        return kept
