"""The tools around search: made-up stories, making the index anew, and finding what is wrong with it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from django.core.management import CommandError, call_command
from django.db import connection
from django.test import SimpleTestCase, TestCase

from articles.corpus import stories as made_up
from articles.corpus.words import planted, rare_words
from articles.models import Article, Credit, Photo, Reindexing, SearchDocument
from articles.search import analyzer, documents, index, reindexing
from articles.search.finding import Filters, find
from articles.search.postings import postings
from articles.search.progress import Progress
from articles.search.query import parse
from issues.models import Issue
from tests.make import make_article, make_county, make_published, make_town

TODAY = dt.date(2026, 11, 30)
PLACES = [made_up.Place(1, "田庄镇", ("沙土集村", "王庄村")), made_up.Place(2, "万丰镇", ())]


def told(command: str, *arguments: Any) -> str:
    output = io.StringIO()
    call_command(command, *arguments, stdout=output, stderr=io.StringIO())
    return output.getvalue()


def wrong(*arguments: str) -> list[str]:
    """The lines of `check_index`, which has to end with an error."""
    output = io.StringIO()
    try:
        call_command("check_index", *arguments, stdout=output, stderr=io.StringIO())
    except CommandError:
        return output.getvalue().splitlines()
    raise AssertionError(f"nothing wrong: {output.getvalue()}")


def found(typed: str) -> list[int]:
    return find(parse(typed, today=TODAY), Filters()).stories


class MadeUpStoryTests(SimpleTestCase):
    def make(self, number: int, seed: int = 1) -> made_up.Story:
        day = made_up.release_day(number, of=2000, until=TODAY, years=20)
        return made_up.make(number, seed=seed, day=day, places=PLACES, people=made_up.cast(seed))

    def test_the_same_seed_and_number_make_the_same_story(self) -> None:
        self.assertEqual(self.make(7), self.make(7))
        self.assertNotEqual(self.make(7), self.make(7, seed=2))

    def test_bodies_have_the_lengths_of_a_paper(self) -> None:
        lengths = [len(self.make(number).body) for number in range(500)]
        self.assertGreaterEqual(min(lengths), made_up.SHORTEST)
        self.assertLessEqual(max(lengths), made_up.LONGEST)
        self.assertTrue(330 < sum(lengths) / len(lengths) < 430, sum(lengths) / len(lengths))

    def test_no_line_is_longer_than_its_column(self) -> None:
        for number in range(500):
            story = self.make(number)
            for name in ("kicker", "headline", "deck", "dateline"):
                field: Any = Article._meta.get_field(name)
                field.run_validators(getattr(story, name))

    def test_days_run_from_the_first_year_to_the_last_day(self) -> None:
        days = [made_up.release_day(number, of=64_000, until=TODAY, years=5) for number in range(64_000)]
        self.assertEqual(days, sorted(days))
        self.assertEqual(days[-1], TODAY)
        self.assertEqual(days[0].year, 2021)

    def test_planted_phrases_have_eight_characters_and_are_different(self) -> None:
        self.assertEqual({len(phrase) for phrase in planted()}, {8})
        self.assertEqual(len(set(planted())), len(planted()))
        self.assertGreater(len(rare_words()[0]), 40_000)


class MakeStoriesTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        make_town()
        make_town("万丰镇", "wanfeng", county=make_county("牡丹区", "mudan"))

    def test_stories_are_public_and_search_knows_all_of_them(self) -> None:
        self.assertIn("60 stories in", told("make_stories", 60))
        self.assertEqual(Article.objects.published().count(), 60)
        self.assertTrue(Photo.objects.exists() and Credit.objects.exists())
        self.assertFalse(Issue.objects.exists())
        told("check_index", "--terms")

    def test_it_goes_on_where_it_was(self) -> None:
        with patch("articles.corpus.loading.BATCH", 20):
            told("make_stories", 60)
            first = list(Article.objects.order_by("pk").values_list("note", "headline", "body"))
            Article.objects.filter(pk__gt=Article.objects.order_by("pk")[39].pk).delete()
            told("make_stories", 60)
        self.assertEqual(list(Article.objects.order_by("pk").values_list("note", "headline", "body")), first)

    def test_mixed_states_are_as_the_database_wants_them_and_stay_hidden(self) -> None:
        told("make_stories", 200, "--status", "mixed")
        public = Article.objects.published().count()
        self.assertTrue(100 < public < 200, public)
        self.assertEqual(find(parse("的", today=TODAY), Filters()).count, len(public_with("的")))
        told("check_index", "--terms")

    def test_real_stories_are_not_mixed_with_made_up_ones_unasked(self) -> None:
        make_published()
        with self.assertRaisesMessage(CommandError, "1 real stories"):
            told("make_stories", 10)
        told("make_stories", 10, "--yes")
        self.assertEqual(Article.objects.count(), 11)

    def test_nothing_and_the_time_to_come_are_refused(self) -> None:
        for arguments in ([0], [5, "--years", "0"], [5, "--until", "2199-01-01"]):
            with self.subTest(arguments=arguments), self.assertRaises(CommandError):
                told("make_stories", *arguments)


def public_with(text: str) -> list[int]:
    rows = index.rows().filter(pk__in=Article.objects.published().values("pk"))
    return [each.story for each in documents.documents(rows) if text in each.text]


class DamageTests(TestCase):
    """Each kind of damage is named, and mended."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make_town()
        cls.first = make_published("麦田返青", body="田里一片新绿。", towns=(cls.town,))
        cls.second = make_published("招商引资", body="签约三个项目。")
        cls.other = make_article("草稿一篇")

    def expect(self, *lines: str, finds: tuple[str, list[int]] | None = None) -> None:
        """Exactly these differences now, and none after `reindex`."""
        self.assertEqual(wrong("--terms"), list(lines))
        told("reindex")
        self.assertIn("is what the stories are", told("check_index", "--terms"))
        if finds:
            self.assertEqual(found(finds[0]), finds[1])

    def document(self) -> Any:
        return SearchDocument.objects.filter(pk=self.first.pk)

    def test_nothing_is_wrong_at_first(self) -> None:
        self.assertIn("is what the stories are", told("check_index", "--terms"))

    def test_a_story_that_is_missing(self) -> None:
        postings().drop(list(self.document().values_list("key", flat=True)))
        self.document()._raw_delete(using="default")
        self.assertEqual(found("返青"), [])
        self.expect(f"story {self.first.pk}: missing", finds=("返青", [self.first.pk]))

    def test_text_written_past_the_newsroom(self) -> None:
        Article.objects.filter(pk=self.first.pk).update(body="田里一片金黄。")
        self.expect(f"story {self.first.pk}: text", finds=("金黄", [self.first.pk]))

    def test_a_headline_written_past_the_newsroom(self) -> None:
        Article.objects.filter(pk=self.first.pk).update(headline="麦田金黄")
        lines = [f"story {self.first.pk}: {part}" for part in ("title", "text")]
        self.expect(*lines, finds=("标题:金黄", [self.first.pk]))

    def test_a_withdrawal_past_the_newsroom(self) -> None:
        Article.objects.filter(pk=self.first.pk).update(withdrawn_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        lines = [f"story {self.first.pk}: {part}" for part in ("key", "facets")]
        self.expect(*lines, finds=("返青", []))

    def test_towns_written_past_the_newsroom(self) -> None:
        Article.towns.through.objects.all()._raw_delete(using="default")
        self.expect(f"story {self.first.pk}: facets", finds=("镇:田庄", []))

    def test_a_document_of_an_older_analyzer(self) -> None:
        self.document().update(analyzer=0)
        self.expect(f"story {self.first.pk}: analyzer")

    def test_a_document_in_the_place_of_another(self) -> None:
        kept = SearchDocument.objects.get(pk=self.second.pk)
        SearchDocument.objects.filter(pk=self.second.pk)._raw_delete(using="default")
        self.document().update(key=kept.key)
        lines = wrong("--terms")
        self.assertIn(f"story {self.second.pk}: missing", lines)
        self.assertIn(f"story {self.first.pk}: key", lines)
        told("reindex")
        told("check_index", "--terms")
        self.assertEqual((found("返青"), found("签约")), ([self.first.pk], [self.second.pk]))

    def test_terms_that_are_lost(self) -> None:
        key = self.document().get().key
        if connection.vendor == "sqlite":
            postings().drop([key])
        else:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE articles_searchdocument SET terms = '{}' WHERE key = %s", [key])
        self.assertEqual(found("返青"), [])
        self.expect(f"story {self.first.pk}: terms", finds=("返青", [self.first.pk]))

    def test_terms_are_compared_only_when_asked(self) -> None:
        with patch.object(type(postings()), "differing") as differing:
            told("check_index")
        differing.assert_not_called()

    def test_the_index_as_a_whole(self) -> None:
        """On PostgreSQL it is gone; on SQLite it does not agree with the terms that are kept."""
        damage = (
            "UPDATE articles_search_terms_content SET c0 = 'x' "
            "WHERE id = (SELECT max(key) FROM articles_searchdocument)"
            if connection.vendor == "sqlite"
            else "DROP INDEX articles_search_terms"
        )
        with connection.cursor() as cursor:
            cursor.execute(damage)
        self.assertTrue(wrong())
        told("reindex")
        told("check_index", "--terms")
        self.assertEqual(found("返青"), [self.first.pk])

    def test_documents_of_stories_that_are_gone(self) -> None:
        """Whether a document has its story is asked at the end of the transaction only."""
        Article._base_manager.filter(pk=self.second.pk)._raw_delete(using="default")
        self.expect(f"story {self.second.pk}: stray", finds=("返青", [self.first.pk]))

    def test_terms_of_documents_that_are_gone(self) -> None:
        if connection.vendor != "sqlite":
            self.skipTest("on PostgreSQL they are in the document")
        key = self.document().get().key
        self.document()._raw_delete(using="default")
        self.expect(f"terms of key {key}: stray", f"story {self.first.pk}: missing")


class ReindexTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.stories = [make_published(f"第{number}篇稿件") for number in range(6)]

    def setUp(self) -> None:
        self.enterContext(patch.object(index, "BATCH", 2))
        self.enterContext(patch("articles.search.comparing.BATCH", 2))
        self.enterContext(patch.object(reindexing, "BATCH", 2))

    def lose_all(self) -> None:
        keys = SearchDocument.objects.values_list("key", flat=True)
        postings().drop(list(keys))
        SearchDocument.objects.all()._raw_delete(using="default")

    def stop_after(self, batches: int) -> None:
        """The process ends in the middle of a batch: nothing of that one stays."""
        steps: Iterator[Any] = reindexing.run(reindexing.run_of())
        for _each in range(batches + 1):
            next(steps)

    def test_a_run_that_was_stopped_goes_on(self) -> None:
        self.lose_all()
        self.stop_after(2)
        self.assertEqual(SearchDocument.objects.count(), 4)
        with patch.object(reindexing, "differences", wraps=reindexing.differences) as looked_at:
            self.assertIn("Going on after", told("reindex"))
        self.assertEqual(
            [list(each.args[0]) for each in looked_at.call_args_list],
            [[story.pk for story in self.stories[4:]]],
        )

    def test_a_batch_that_fails_is_done_by_the_next_run(self) -> None:
        self.lose_all()
        self.stop_after(1)
        with (
            patch.object(type(postings()), "write", side_effect=KeyboardInterrupt),
            self.assertRaises(KeyboardInterrupt),
        ):
            told("reindex")
        told("reindex")
        self.assertEqual(SearchDocument.objects.count(), 6)
        self.assertIsNotNone(Reindexing.objects.get().ended_at)

    def test_restart_begins_again(self) -> None:
        self.stop_after(2)
        self.assertNotIn("Going on", told("reindex", "--restart"))
        self.assertEqual(Reindexing.objects.count(), 1)

    def test_a_run_of_an_older_analyzer_is_not_gone_on_with(self) -> None:
        self.stop_after(2)
        with patch.object(reindexing, "VERSION", analyzer.VERSION + 1):
            self.assertNotIn("Going on", told("reindex"))

    def test_what_is_right_is_not_written(self) -> None:
        with patch.object(type(postings()), "write") as write:
            self.assertIn("6 stories, 0 made anew", told("reindex"))
        write.assert_not_called()

    def test_missing_looks_through_everything_once_and_then_for_stories_without_document(self) -> None:
        self.lose_all()
        self.assertIn("6 stories, 6 made anew", told("reindex", "--missing"))
        self.assertEqual(told("reindex", "--missing"), "")
        self.lose_all()
        self.assertIn("6 stories were unknown", told("reindex", "--missing"))
        told("check_index", "--terms")

    def test_missing_asks_little_when_nothing_is_to_be_done(self) -> None:
        told("reindex")
        with self.assertNumQueries(2):
            told("reindex", "--missing")

    def test_a_database_without_stories_is_done_at_once_and_in_silence(self) -> None:
        Article.objects.all().delete()
        self.assertEqual(told("reindex", "--missing"), "")


class ProgressTests(SimpleTestCase):
    def test_rate_and_rest_are_told(self) -> None:
        output = io.StringIO()
        with patch("articles.search.progress.time.monotonic", side_effect=[0.0, 10.0, 10.0, 20.0]):
            progress = Progress(output, of=3000, start=1000)
            progress.tell(1500)
        self.assertEqual(output.getvalue(), "1500 of 3000 (50%), 50 a second, 0:00:30 left")

    def test_nothing_done_is_nothing_told(self) -> None:
        output = io.StringIO()
        Progress(output, of=3).end()
        self.assertEqual(output.getvalue(), "")
