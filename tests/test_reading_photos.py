"""The checks of the last reading: photos and jump lines."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.core.files.storage import default_storage

from articles.models import Article, Photo
from issues.models import Issue, Page, Placement
from issues.reading.finding import Kind
from tests.make import make_credit, make_photo
from tests.reading_world import (
    ReadingTestCase,
    World,
)


class PhotosTest(ReadingTestCase):
    def test_defects(self) -> None:
        def of(world: World, label: str = "A3") -> Photo:
            return Photo.objects.get(article=world.stories[label])

        def change(world: World, **fields: object) -> World:
            Photo.objects.filter(pk=of(world).pk).update(**fields)
            return world

        def lose(world: World) -> None:
            photo = world.photo("A2")
            make_credit(photo, printed_text="刘菲", role="photographer")
            default_storage.delete(str(photo.image.name))

        def photo_news(world: World) -> None:
            story = world.add("A2", "", "", genre="photo")
            photo = world.photo("A2", "")
            Photo.objects.filter(pk=photo.pk).update(article=story)
            make_credit(photo, printed_text="王燕", role="photographer")

        self.try_defects(
            Kind.PHOTOS,
            [
                ("no picture", lambda w: change(w, image=""), [("picture_missing", "A3")]),
                (
                    "a picture that is not there",
                    lambda w: change(w, image="photos/gone"),
                    [("picture_lost", "A3")],
                ),
                ("a picture that was lost", lose, [("picture_lost", "A2")]),
                ("no caption", lambda w: change(w, caption=""), [("caption_missing", "A3")]),
                ("blank", lambda w: change(w, caption=" "), [("caption_missing", "A3")]),
                ("only 资料图片", lambda w: change(w, caption="（资料图片）"), [("caption_missing", "A3")]),
                ("only a credit", lambda w: change(w, caption="通讯员 刘菲 摄"), [("caption_missing", "A3")]),
                ("only 摄影", lambda w: change(w, caption="摄影：刘菲"), [("caption_missing", "A3")]),
                (
                    "its credit glued to the caption",
                    lambda w: change(w, caption="田庄镇的麦田一片翠绿。本报通讯员 刘菲摄"),
                    [("credit_twice", "A3")],
                ),
                ("no credit", lambda w: of(w).credits.all().delete(), [("credit_missing", "A3")]),
                (
                    "its credit in the caption only",
                    lambda w: (
                        of(w).credits.all().delete(),
                        change(w, caption="田庄镇的农机手在田间作业。 通讯员 刘菲 摄"),
                    ),
                    [("credit_missing", "A3")],
                ),
                (
                    "its credit twice",
                    lambda w: change(w, caption="田庄镇的农机手在田间作业。 通讯员 刘菲 摄"),
                    [("credit_twice", "A3")],
                ),
                (
                    "its credit twice, in brackets",
                    lambda w: change(w, caption="田庄镇的农机手在田间作业。（刘菲 摄）"),
                    [("credit_twice", "A3")],
                ),
                (
                    "the second of two",
                    lambda w: make_credit(w.photo("A1", ""), printed_text="刘菲", role="photographer"),
                    [("caption_missing", "A1")],
                ),
                (
                    "all at once",
                    lambda w: (change(w, caption="", image=""), of(w).credits.all().delete()),
                    [("picture_missing", "A3"), ("caption_missing", "A3"), ("credit_missing", "A3")],
                ),
                (
                    "photo news without photo",
                    lambda w: w.add("A2", "雪后", "雪后的麦田。", genre="photo"),
                    [("photo_missing", "A2")],
                ),
                ("photo news without words", photo_news, [("caption_missing", "A2")]),
                (
                    "a reporter who wrote took no photo",
                    lambda w: w.photo("A2"),
                    [("credit_missing", "A2")],
                ),
            ],
        )

    def test_what_is_right(self) -> None:
        def by_the_story(world: World) -> None:
            world.credit(world.stories["A2"], "王燕", role="photographer", title="记者")
            world.photo("A2")

        def provided(world: World) -> None:
            make_credit(world.photo("A2"), printed_text="巨野县融媒体中心", role="provider")

        self.try_clean(
            [
                ("文/图 of the story", by_the_story),
                ("a body provides it", provided),
                ("a photo of no story", lambda w: make_photo(None, "")),
                ("a photo of a story that is not placed", lambda w: make_photo(Article.objects.create(), "")),
                (
                    "a caption about somebody who takes photos",
                    lambda w: Photo.objects.filter(article=w.stories["A3"]).update(
                        caption="摄影爱好者在太平镇拍摄荷花。"
                    ),
                ),
            ]
        )


class JumpsTest(ReadingTestCase):
    def test_chains(self) -> None:
        def unlinked(world: World) -> None:
            Placement.objects.create(article=world.stories["A1"], page=world.pages["A4"])

        def half(world: World) -> None:
            world.jump("A1", "A2")
            Placement.objects.create(article=world.stories["A1"], page=world.pages["A4"])

        def cut(world: World) -> None:
            _first, second, _third = world.jump("A1", "A2", "A3")
            Placement.objects.filter(pk=second.pk).update(continues=None)

        def backwards(world: World) -> None:
            later = Placement.objects.create(article=world.stories["A1"], page=world.pages["A4"])
            Placement.objects.filter(page=world.pages["A1"], article=world.stories["A1"]).update(
                continues=later
            )

        def of_another(world: World) -> None:
            first = Placement.objects.get(page=world.pages["A2"])
            Placement.objects.create(article=world.stories["A1"], page=world.pages["A4"], continues=first)

        def alone(world: World) -> None:
            first = Placement.objects.get(page=world.pages["A1"])
            Placement.objects.filter(page=world.pages["A4"]).update(continues=first)

        def elsewhere(world: World) -> None:
            other = Issue.objects.get(date=world.issue.date - dt.timedelta(days=1))
            page = Page.objects.create(issue=other, label="A1")
            before = Placement.objects.create(article=world.stories["A4"], page=page)
            Placement.objects.filter(page=world.pages["A4"]).update(continues=before)

        def skips(world: World) -> None:
            first, second, third = world.jump("A1", "A2", "A3")
            Placement.objects.filter(pk__in=[second.pk, third.pk]).update(continues=None)
            Placement.objects.filter(pk=third.pk).update(continues=first)

        def moved_before(world: World) -> None:
            world.jump("A4", "A2")

        self.try_defects(
            Kind.JUMPS,
            [
                ("no jump", unlinked, [("jump_missing", "A4")]),
                ("a third place hangs loose", half, [("jump_missing", "A4")]),
                ("a chain that is cut", cut, [("jump_missing", "A2")]),
                ("the first continues the last", backwards, [("jump_backwards", "A1")]),
                ("moved before its beginning", moved_before, [("jump_backwards", "A2")]),
                ("another story's", of_another, [("jump_of_another", "A4")]),
                ("another story's, standing once", alone, [("jump_of_another", "A4")]),
                ("another issue's", elsewhere, [("jump_elsewhere", "A4")]),
                ("over the second place", skips, [("jump_missing", "A2")]),
            ],
        )

    def test_whole_chains(self) -> None:
        self.try_clean(
            [
                ("two pages", lambda w: w.jump("A1", "A4")),
                ("three pages", lambda w: w.jump("A1", "A2", "A4")),
                ("two stories", lambda w: (w.jump("A1", "A4"), w.jump("A2", "A3"))),
            ]
        )

    def test_printed_lines(self) -> None:
        def over(world: World, line: str, *labels: str) -> None:
            world.jump("A1", *(labels or ["A4"]))
            world.write("A1", body=line)

        right = [
            "（下转A4版）",
            "（下转第四版）",
            "（下转4版）",
            "（下转04版）",
            "(下转A4)",
            "（上接A1版）",
            "（上接第一版）",
            "（上接头版）",
        ]
        wrong = [
            "（下转A3版）",
            "（下转第三版）",
            "（下转A1版）",
            "（上接A4版）",
            "（上接第2版）",
            "（下转B4版）",
            "（下转第8版）",
        ]
        self.try_clean([(line, partial(over, line=line)) for line in right])
        self.try_defects(
            Kind.JUMPS,
            [
                (
                    line,
                    partial(over, line=line),
                    [("jump_line_nowhere" if line in wrong[-2:] else "jump_line_wrong", "A1")],
                )
                for line in wrong
            ],
        )
        self.try_clean(
            [("three pages", lambda w: over(w, "（下转A2版）\n（上接A2版）（下转A4版）", "A2", "A4"))]
        )
        self.try_defects(
            Kind.JUMPS, [("no number", lambda w: over(w, "（下转第 版）"), [("jump_line_nowhere", "A1")])]
        )

    def test_two_halves_that_are_two_stories(self) -> None:
        def halves(world: World, on: str, back: str) -> None:
            world.write("A1", body=on)
            world.add("A4", "项目建设跑出加速度（续）", f"{back}\n项目投产了。")

        self.try_clean([("both", lambda w: halves(w, "（下转A4版）", "（上接A1版）"))])
        self.try_defects(
            Kind.JUMPS,
            [
                (
                    "on, but not back",
                    lambda w: halves(w, "（下转A4版）", "（上接A2版）"),
                    [("jump_line_wrong", "A1"), ("jump_line_wrong", "A4")],
                ),
                (
                    "the half is missing",
                    lambda w: w.write("A1", body="（下转A4版）"),
                    [("jump_line_wrong", "A1")],
                ),
                ("back, but not on", lambda w: halves(w, "", "（上接A1版）"), [("jump_line_wrong", "A4")]),
            ],
        )

    def test_see_page(self) -> None:
        self.try_clean(
            [
                (line, partial(World.write, label="A1", body=line))
                for line in (
                    "（详见A4版）",
                    "（相关报道见03版）",
                    "上接天线，下接地气；下转到基层去。",
                    "他拿出一张A4纸，写下B1两个字。",
                    "读者翻到第5版，看到了自己的名字。",
                    "详见今日第二版。",
                    "他在第八版上看到了消息。",
                    "这是第三版教材。",
                )
            ]
        )
        self.try_defects(
            Kind.JUMPS,
            [
                (line, partial(World.write, label="A1", body=line), [("jump_line_nowhere", "A1")])
                for line in ("（详见A8版）", "（相关报道见05版）", "详见今日第七版。")
            ],
        )
