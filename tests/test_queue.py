"""The queue: a page waits, is put right, and becomes drafts once; whoever looks at an old state is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse

from articles.models import Article
from audit.models import Entry
from ingest.correcting import story_fields
from ingest.importing import NotIngested, Stale, accept, receive, reject, take_back
from ingest.models import Extract, SourcePage
from ingest.taking_out import undo_ingest
from issues.models import Issue, Page, Placement
from policy.roles import Role
from tests.clients import StaffClient
from tests.make import FAR_AHEAD, make_issue, make_user
from towns.loading import load_prefecture
from towns.places import gazetteer_on

DAY = dt.date(2023, 12, 20)
# Three doubts: the first story is cut off; the third has no county, and two names printed as one.
PAGE = """曹县:冬修水利忙
本报讯(记者 周宁)入冬以来,曹县普连集镇抢抓农闲疏浚沟渠,挖掘机来回作业,村民们
社区有个合唱团
本报讯(通讯员 田甜)每到周末,单县莱河镇文化站里歌声阵阵,队员们排练新歌。
读书声里过新年
本报讯(通讯员 柳学超戴子梅)近日,孩子们走进书店读书。
"""
# Of each kind that changes parts, or what an editor says.
CORRECTIONS: list[tuple[str, dict[str, Any]]] = [
    ("county", {"story": 3, "county": "单县"}),
    ("settle", {"doubt": 0}),
    ("join", {"story": 3, "to": 2}),
    ("kind", {"story": 2, "kind": "photo"}),
    ("towns", {"story": 1, "towns": "莱河镇"}),
    ("split", {"span": f"{PAGE.index('读书声里')}-{PAGE.index('读书声里') + 4}"}),
    ("reject", {"story": 1}),
]


class QueueTests(TestCase):
    client_class = StaffClient
    client: StaffClient

    @classmethod
    def setUpTestData(cls) -> None:
        load_prefecture("菏泽市")
        cls.editor = make_user("bianji", Role.DESK_EDITOR)

    def setUp(self) -> None:
        self.client.force_login(self.editor)

    def page(self, text: str = PAGE, label: str = "A3", **fields: Any) -> SourcePage:
        return receive(text, date=DAY, label=label, by=self.editor, **fields).source

    def address(self, source: SourcePage) -> str:
        return reverse("admin:ingest_sourcepage_work", args=[source.pk])

    def post(self, source: SourcePage, do: str, version: int | None = None, **data: object) -> HttpResponse:
        source.refresh_from_db()
        sent = {"do": do, "version": source.version if version is None else version, **data}
        answer: Any = self.client.post(self.address(source), sent)
        source.refresh_from_db()
        return answer  # type: ignore[no-any-return]

    def key(self, source: SourcePage, words: str) -> int:
        story = source.current.story_at(source.text.index(words))
        assert story is not None
        return story.key

    def span(self, source: SourcePage, words: str) -> str:
        at = source.text.index(words)
        return f"{at}-{at + len(words)}"

    def settle_all(self, source: SourcePage) -> None:
        for number, _question in list(source.current.open_questions()):
            self.post(source, "settle", doubt=number)


class ReceiveTests(QueueTests):
    def test_a_page_waits_and_nothing_is_made_yet(self) -> None:
        source = self.page()
        self.assertEqual((source.state, source.open_doubts), (SourcePage.State.WAITING, 3))
        self.assertFalse(Article.objects.exists() or Issue.objects.exists())
        self.assertEqual([len(source.machine["stories"]), source.received_by], [3, self.editor])

    def test_the_same_text_is_the_same_page_and_another_is_refused(self) -> None:
        source = self.page()
        self.assertEqual(self.page(), source)
        with self.assertRaises(NotIngested):
            self.page(PAGE + "另一行。\n")
        reject(source, by=self.editor)
        self.assertNotEqual(self.page(PAGE + "另一行。\n"), source)

    def test_another_text_takes_the_place_of_one_that_waits(self) -> None:
        before = self.page()
        after = self.page(PAGE + "另一行。\n", replaces=True)
        before.refresh_from_db()
        self.assertEqual((before.state, after.state), (SourcePage.State.REJECTED, SourcePage.State.WAITING))
        self.assertEqual(self.page(PAGE + "另一行。\n", replaces=True), after)

    def test_a_label_that_is_none_is_refused(self) -> None:
        for label in ("A/3", "", "A" * 11):
            with self.subTest(label), self.assertRaises(NotIngested):
                self.page(label=label)


class AcceptTests(QueueTests):
    def test_stories_become_drafts_in_their_printed_order(self) -> None:
        source = self.page()
        accept(source, by=self.editor)
        source.refresh_from_db()
        places = Placement.objects.order_by("order")
        self.assertEqual([place.article.headline[:2] for place in places], ["曹县", "社区", "读书"])
        self.assertEqual(places[0].position, Placement.Position.LEAD)
        self.assertEqual({place.article.status for place in places}, {Article.Status.DRAFT})
        self.assertFalse(Article.objects.published().exists())
        self.assertEqual((source.state, source.page), (SourcePage.State.DONE, Page.objects.get()))

    def test_a_story_accepted_twice_is_one_draft(self) -> None:
        source = self.page()
        first = accept(source, [2], version=1, by=self.editor)
        self.assertEqual(accept(source, [2], version=1, by=self.editor), first)
        self.assertEqual(Article.objects.count(), 1)
        source.refresh_from_db()
        self.assertEqual(source.state, SourcePage.State.WAITING)

    def test_what_was_accepted_before_is_not_made_again_with_the_page(self) -> None:
        source = self.page()
        accept(source, [2], by=self.editor)
        accept(source, by=self.editor)
        self.assertEqual(sorted(Extract.objects.values_list("order", flat=True)), [1, 2, 3])
        orders = Placement.objects.order_by("order").values_list("article__headline", flat=True)
        self.assertTrue(orders[1].startswith("社区"))

    def test_an_issue_that_waits_for_its_release_takes_nothing(self) -> None:
        make_issue(DAY, FAR_AHEAD)
        source = self.page()
        with self.assertRaises(NotIngested):
            accept(source, by=self.editor)
        source.refresh_from_db()
        self.assertEqual((source.state, Article.objects.count()), (SourcePage.State.WAITING, 0))

    def test_an_old_version_changes_nothing(self) -> None:
        source = self.page()
        self.post(source, "county", story=3, county="单县")
        for act in (
            lambda: accept(source, version=1, by=self.editor),
            lambda: reject(source, version=1, by=self.editor),
            lambda: take_back(source, version=1, by=self.editor),
        ):
            with self.assertRaises(Stale):
                act()
        self.assertFalse(Article.objects.exists())

    def test_a_page_is_taken_out_again_with_its_drafts(self) -> None:
        source = self.page()
        accept(source, [1], by=self.editor)
        source.refresh_from_db()
        undo_ingest(source, by=self.editor)
        self.assertFalse(Article.objects.exists() or SourcePage.objects.exists() or Page.objects.exists())
        waiting = self.page()
        undo_ingest(waiting, by=self.editor)
        self.assertFalse(SourcePage.objects.exists())


class WorkTests(QueueTests):
    def test_the_page_shows_doubts_stories_and_each_character(self) -> None:
        source = self.page()
        answer = self.client.get(self.address(source))
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(len(answer.context["doubts"]), source.open_doubts)
        shown = "".join(piece.text for line in answer.context["lines"] for piece in line)
        self.assertEqual("".join(shown.split()), "".join(PAGE.split()))
        self.assertNotContains(answer, 'value="accept_page"')

    def test_every_choice_of_every_doubt_settles_it(self) -> None:
        source = self.page()
        for row in self.client.get(self.address(source)).context["doubts"]:
            for choice in row.choices:
                with self.subTest(row.says, choice=choice.label):
                    before = source.open_doubts
                    answer = self.post(source, choice.do, here="doubts", **_sent(choice.values))
                    self.assertEqual((answer.status_code, source.open_doubts), (302, before - 1))
                    self.post(source, "take_back")
                    self.assertEqual(source.open_doubts, before)

    def test_a_title_of_three_lines_is_divided_otherwise(self) -> None:
        titles = "光影曹县\n民事民议\n民事民办真热闹\n楼庄镇的胡同拓宽了\n"
        source = self.page(f"{titles}本报讯(记者 王燕)近日,曹县楼庄镇的胡同拓宽了。\n")
        (row,) = self.client.get(self.address(source)).context["doubts"]
        made = set()
        for choice in (choice for choice in row.choices if choice.do == "divide"):
            self.assertEqual(self.post(source, choice.do, **_sent(choice.values)).status_code, 302)
            self.assertEqual(source.open_doubts, 0)
            story = story_fields(source.current, 1, gazetteer_on(DAY))
            made.add((story.kicker, story.headline))
            self.post(source, "take_back")
        now = story_fields(source.current, 1, gazetteer_on(DAY))
        self.assertGreaterEqual(len(made - {(now.kicker, now.headline)}), 2)

    def test_a_page_without_doubts_is_accepted_whole(self) -> None:
        source = self.page()
        self.assertEqual(self.post(source, "accept_page").status_code, 400)
        self.assertFalse(Article.objects.exists())
        self.settle_all(source)
        self.assertContains(self.client.get(self.address(source)), 'value="accept_page"')
        self.assertEqual(self.post(source, "accept_page").status_code, 302)
        self.assertEqual(Article.objects.count(), 3)

    def test_corrections_make_the_drafts(self) -> None:
        source = self.page()
        self.post(source, "split", span=self.span(source, "近日,孩子们走进书店读书。"), words="孩子们")
        self.post(source, "role", span=self.span(source, "孩子们走进书店读书。"), role="headline")
        new = self.key(source, "孩子们走进")
        self.post(source, "county", story=new, county="单县")
        self.post(source, "towns", story=new, towns="莱河镇、普连集镇（曹县）")
        self.post(source, "complete", story=new, complete="1")
        self.post(source, "move", span=self.span(source, "读书声里过新年"), to=new)
        self.post(source, "join", story=self.key(source, "近日,"), to=self.key(source, "社区有个"))
        self.post(source, "reject", story=self.key(source, "曹县:冬修"))
        accept(source, by=self.editor)
        choir, books = Article.objects.order_by("pk")
        self.assertEqual(choir.headline, "社区有个合唱团")
        self.assertIn("近日,", choir.body)
        self.assertEqual(books.headline, "读书声里过新年孩子们走进书店读书。")
        self.assertEqual({town.name for town in books.towns.all()}, {"莱河镇", "普连集镇"})
        self.assertEqual((str(books.county), books.is_cut_off), ("单县", False))

    def test_the_machines_reading_stays_as_it_was(self) -> None:
        source = self.page()
        before = source.machine
        self.post(source, "join", story=3, to=2)
        self.assertEqual(source.machine, before)
        self.assertEqual([len(source.machine["stories"]), len(source.reading["stories"])], [3, 2])

    def test_each_correction_is_in_the_trail(self) -> None:
        source = self.page()
        self.post(source, "join", story=3, to=2)
        entry = Entry.objects.filter(action="correct_reading").get()
        self.assertEqual((entry.actor, entry.after_values), (self.editor.pk, {"correction": "join"}))

    def test_corrections_are_taken_back_one_by_one_and_made_again(self) -> None:
        source = self.page()
        readings = [source.reading]
        for do, data in CORRECTIONS:
            self.assertEqual(self.post(source, do, **data).status_code, 302)
            readings.append(source.reading)
        for before in reversed(readings[:-1]):
            self.assertEqual(self.post(source, "take_back").status_code, 302)
            self.assertEqual(source.reading, before)
        self.assertEqual(self.post(source, "take_back").status_code, 400)
        for after in readings[1:]:
            self.assertEqual(self.post(source, "do_again").status_code, 302)
            self.assertEqual(source.reading, after)
        self.assertEqual(self.post(source, "do_again").status_code, 400)

    def test_another_correction_ends_what_could_be_made_again(self) -> None:
        source = self.page()
        self.post(source, "join", story=3, to=2)
        self.post(source, "take_back")
        self.assertContains(self.client.get(self.address(source)), 'value="do_again"')
        self.post(source, "county", story=3, county="单县")
        self.assertNotContains(self.client.get(self.address(source)), 'value="do_again"')
        self.assertEqual(self.post(source, "do_again").status_code, 400)

    def test_of_two_editors_one_takes_back_what_both_see(self) -> None:
        source = self.page()
        self.post(source, "join", story=3, to=2)
        seen = source.version
        self.assertEqual(self.post(source, "take_back", version=seen).status_code, 302)
        before = source.reading
        for do in ("take_back", "do_again"):
            self.assertEqual(self.post(source, do, version=seen).status_code, 409)
            self.assertEqual(source.reading, before)

    def test_what_was_accepted_ends_the_way_back(self) -> None:
        source = self.page()
        self.post(source, "county", story=3, county="单县")
        self.post(source, "settle", doubt=0)
        self.post(source, "take_back")
        self.post(source, "accept", story=2)
        for do in ("take_back", "do_again"):
            self.assertEqual(self.post(source, do).status_code, 400)

    def test_an_old_page_is_refused_with_the_new_state(self) -> None:
        source = self.page()
        self.post(source, "join", story=3, to=2)
        answer = self.post(source, "reject", version=1, story=2)
        self.assertEqual((answer.status_code, len(source.reading["stories"])), (409, 2))
        self.assertContains(answer, f'name="version" value="{source.version}"', status_code=409)

    def test_what_cannot_be_is_refused_and_changes_nothing(self) -> None:
        source = self.page()
        before = source.reading
        posts: list[tuple[str, dict[str, Any]]] = [
            ("nothing", {}),
            ("join", {"story": 99, "to": 1}),
            ("join", {"story": "x", "to": 1}),
            ("join", {"story": 1, "to": 1}),
            ("split", {}),
            ("split", {"span": "0-9" * 3}),
            ("role", {"span": "0-4", "role": "poem"}),
            ("role", {"span": "9999999-9999999", "role": "headline"}),
            ("role", {"span": "0-4", "role": "headline", "words": "没有的字"}),
            ("towns", {"story": 1, "towns": "没有镇"}),
            ("towns", {"story": 1, "towns": "莱河镇（曹县）"}),
            ("county", {"story": 1, "county": "没有县"}),
            ("settle", {"doubt": 99}),
            ("settle", {"doubt": "-1"}),
            ("names", {"story": 1, "doubt": 99, "names": "王燕"}),
            ("names", {"story": 1, "doubt": 0, "names": "王燕"}),
            ("accept", {"story": 99}),
            ("divide", {"kickers": 1}),
        ]
        for do, data in posts:
            with self.subTest(do, **data):
                self.assertEqual(self.post(source, do, **data).status_code, 400)
                self.assertEqual(source.reading, before)
        self.assertEqual(self.client.post(self.address(source), {"do": "settle"}).status_code, 400)

    def test_an_accepted_story_is_changed_as_a_draft(self) -> None:
        source = self.page()
        self.post(source, "accept", story=1)
        self.assertEqual(self.post(source, "reject", story=1).status_code, 400)
        self.assertEqual(self.post(source, "join", story=2, to=1).status_code, 400)
        self.assertContains(self.client.get(self.address(source)), "articles/article/")

    def test_the_page_leaves_the_queue_with_its_last_story(self) -> None:
        source = self.page()
        for key in (1, 2):
            self.post(source, "reject", story=key)
        self.post(source, "accept", story=3)
        self.assertEqual(source.state, SourcePage.State.DONE)
        other = self.page(label="A4")
        for key in (1, 2, 3):
            self.post(other, "reject", story=key)
        self.assertEqual(other.state, SourcePage.State.REJECTED)
        self.assertEqual(self.client.get(self.address(other)).status_code, 200)

    def test_a_page_with_accepted_stories_is_not_rejected(self) -> None:
        source = self.page()
        self.post(source, "accept", story=1)
        self.assertEqual(self.post(source, "reject_page").status_code, 400)
        other = self.page(label="A4")
        self.assertEqual(self.post(other, "reject_page").status_code, 302)
        self.assertEqual(other.state, SourcePage.State.REJECTED)

    def test_a_proofreader_looks_and_changes_nothing(self) -> None:
        source = self.page()
        self.client.force_login(make_user("jiaodui", Role.PROOFREADER))
        answer = self.client.get(self.address(source))
        self.assertNotContains(answer, "<select")
        self.assertEqual(self.post(source, "settle", doubt=0).status_code, 403)
        self.client.force_login(make_user("jizhe", Role.REPORTER))
        self.assertIn(self.client.get(self.address(source)).status_code, (403, 404))

    def test_a_page_of_before_the_queue_shows_its_text(self) -> None:
        source = self.page()
        SourcePage.objects.update(machine={}, reading={}, state=SourcePage.State.DONE)
        self.assertContains(self.client.get(self.address(source)), "社区有个合唱团")
        self.assertEqual(self.post(source, "accept_page").status_code, 400)


def _sent(values: tuple[tuple[str, object], ...]) -> dict[str, Any]:
    """As a form sends it: of a name several values."""
    sent: dict[str, list[object]] = {}
    for name, value in values:
        sent.setdefault(name, []).append(value)
    return dict(sent)
