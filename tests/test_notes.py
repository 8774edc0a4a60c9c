"""Notes on a story: who reads and writes them, whom an @ tells, and what the answer gives away."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import notes, workflow
from articles.audience import who_may_see
from articles.mentions import mentions, pieces
from articles.models import Article, Note, Notice
from people.models import User
from policy.roles import Role
from tests.cast import CastTests, change
from tests.make import LONG_AGO, make_article, make_credit, make_desk, make_person, make_photo, make_user

NAMES = ["赵敏", "赵敏敏", "李强", "zhao", "zhaomin", "li.qiang"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@赵敏请核实", ["赵敏"]),
        ("@赵敏敏请核实", ["赵敏敏"]),
        ("请看＠李强，@赵敏", ["李强", "赵敏"]),
        ("@zhaomin 看一下", ["zhaomin"]),
        ("@zhao看一下", ["zhao"]),
        ("@zhaoming 看一下", [""]),
        ("@li.qiang。", ["li.qiang"]),
        ("OK@李强", ["李强"]),
        ("请写信到 desk@zhaomin.cn", []),
        ("每斤 @ 5 元 @", []),
        ("@@赵敏", ["", "赵敏"]),
        ("@王五", [""]),
        ("没有人", []),
    ],
)
def test_an_at_names_the_longest_name_that_fits(text: str, named: list[str]) -> None:
    assert [mention.name for mention in mentions(text, NAMES)] == named


@pytest.mark.parametrize("text", ["", "@", "请@赵敏敏和＠李强看", "@赵敏@赵敏", "a@b @王五"])
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    cut = list(pieces(text, NAMES))
    assert "".join(piece for piece, _is_name in cut) == text
    assert all(piece[1:] in NAMES for piece, is_name in cut if is_name)


def note_address(article: Article) -> str:
    return reverse("admin:articles_article_note", args=[article.pk])


class NoteTests(CastTests):
    def setUp(self) -> None:
        self.desk = make_desk(members=(self.reporter, self.editor, self.head))
        User.objects.filter(pk=self.editor.pk).update(last_name="赵", first_name="敏")
        User.objects.filter(pk=self.other.pk).update(last_name="李", first_name="强")
        self.story = make_article("麦田返青", filed_by=self.other, desk=self.desk, body="正文。")
        workflow.submit(self.story, by=self.other)

    def write(self, text: str, *, by: User, follow: bool = True, **fields: Any) -> HttpResponse:
        self.client.force_login(by)
        form = {"note-text": text} | fields
        return self.client.post(note_address(self.story), form, follow=follow)  # type: ignore[return-value]


class WritingTests(NoteTests):
    def test_an_author_who_may_no_longer_change_the_story_answers_on_it(self) -> None:
        response = self.write("数字已核实。", by=self.other, follow=False)
        self.assertRedirects(response, f"{change(self.story)}#notes", fetch_redirect_response=False)
        self.assertEqual((Note.objects.get().by, Note.objects.get().text), (self.other, "数字已核实。"))
        self.assertContains(self.client.get(change(self.story)), "数字已核实。")

    def test_whoever_may_not_see_the_story_neither_reads_nor_writes(self) -> None:
        Note.objects.create(article=self.story, by=self.editor, text="只给同事看")
        stranger = make_user("waixian", Role.CORRESPONDENT)
        keeper = make_user("guanli", Role.ADMINISTRATOR)
        for user in (stranger, keeper):
            response = self.write("让我也说一句", by=user, follow=False)
            self.assertEqual(response.status_code, 404)
            self.assertEqual(Note.objects.count(), 1)
            page = self.client.get(change(self.story), follow=True)
            self.assertNotContains(page, "只给同事看", status_code=page.status_code)

    def test_nobody_writes_without_signing_in(self) -> None:
        self.client.post(note_address(self.story), {"note-text": "路过"})
        self.assertFalse(Note.objects.exists())

    def test_looking_at_the_address_writes_nothing(self) -> None:
        self.client.force_login(self.editor)
        response = self.client.get(note_address(self.story), {"note-text": "路过"})
        self.assertRedirects(response, f"{change(self.story)}#notes", fetch_redirect_response=False)
        self.assertFalse(Note.objects.exists())

    def test_an_empty_note_is_asked_for_again(self) -> None:
        for text in ("", " \n　"):
            response = self.write(text, by=self.editor)
            self.assertContains(response, _("Write something first."))
        self.assertFalse(Note.objects.exists())

    def test_a_note_leaves_the_story_and_its_version_alone(self) -> None:
        before = Article.objects.values().get()
        self.write("请补一张图。", by=self.editor, headline="改了")
        self.assertEqual(Article.objects.values().get(), before)

    def test_a_second_tap_keeps_one_note_and_tells_once(self) -> None:
        for _tap in range(2):
            self.write("@李强 请核实", by=self.editor)
        self.assertEqual((Note.objects.count(), Notice.objects.count()), (1, 1))

    def test_the_same_words_count_again_later(self) -> None:
        for _day in range(2):
            self.write("@李强 请核实", by=self.editor)
            Note.objects.update(at=LONG_AGO)
        self.assertEqual((Note.objects.count(), Notice.objects.count()), (2, 2))

    def test_markup_in_a_note_is_text(self) -> None:
        self.write("<script>alert(1)</script> @李强<b>", by=self.editor)
        page = self.client.get(change(self.story))
        self.assertContains(page, "&lt;script&gt;alert(1)&lt;/script&gt;")
        self.assertContains(page, '<mark class="mention">@李强</mark>&lt;b&gt;')

    def test_readers_never_see_a_note(self) -> None:
        Article.objects.update(status="signed_off", publish_at=LONG_AGO)
        self.write("内部提醒", by=self.editor)
        self.client.logout()
        self.assertNotContains(self.client.get(self.story.get_absolute_url()), "内部提醒")

    def test_a_story_being_added_has_no_notes_yet(self) -> None:
        self.client.force_login(self.editor)
        self.assertNotContains(self.client.get(reverse("admin:articles_article_add")), 'id="note_form"')


class MentionTests(NoteTests):
    def told(self) -> list[User]:
        return [notice.user for notice in Notice.objects.order_by("pk")]

    def test_a_name_and_an_account_name_tell_the_person(self) -> None:
        for text in ("@李强 请核实", "＠tongxunyuan请核实日期"):
            response = self.write(text, by=self.editor)
            self.assertContains(
                response, _("The note stands with the story. Told: %(names)s.") % {"names": "李强"}
            )
        self.assertEqual(self.told(), [self.other, self.other])
        self.assertEqual(Notice.objects.first().text, "＠tongxunyuan请核实日期")  # type: ignore[union-attr]

    def test_a_person_named_twice_or_naming_themselves_is_told_once_or_never(self) -> None:
        self.write("@李强 @tongxunyuan 和我 @赵敏", by=self.editor)
        self.assertEqual(self.told(), [self.other])

    def test_a_colleague_who_may_not_see_the_story_is_not_told_and_the_writer_learns_it(self) -> None:
        colleague = make_user("tongshi", Role.CORRESPONDENT, last_name="孙", first_name="洁")
        self.desk.members.add(colleague)
        response = self.write("@孙洁 看看", by=self.editor)
        self.assertContains(response, _("Not told: %(names)s may not see this story.") % {"names": "孙洁"})
        self.assertEqual((self.told(), Note.objects.count()), ([], 1))

    def test_an_account_the_writer_has_not_met_answers_like_no_account(self) -> None:
        make_user("mimi", Role.CORRESPONDENT, last_name="周", first_name="密")
        answers = []
        for name in ("周密", "吴有", "mimi", "wuyou"):
            response = self.write(f"@{name} 在吗", by=self.other)
            page = response.content.decode().replace(name, "")
            answers.append(page[page.index("messagelist") : page.index('id="content"')])
            self.assertNotContains(response, 'class="mention"')
        self.assertEqual(len(set(answers)), 1)
        self.assertEqual(self.told(), [])

    def test_an_account_out_of_use_is_not_told(self) -> None:
        make_user("jiu", Role.CHIEF_EDITOR, last_name="郑", first_name="旧", is_active=False)
        self.write("@郑旧 @jiu", by=self.editor)
        self.assertEqual(self.told(), [])

    def test_of_two_people_of_a_name_the_writer_has_to_say_which(self) -> None:
        namesake = make_user("zhaomin2", Role.CHIEF_EDITOR, last_name="赵", first_name="敏")
        response = self.write("@赵敏 请定稿", by=self.other)
        self.assertContains(response, "@bianji、@zhaomin2")
        self.assertContains(response, "@赵敏 请定稿")
        self.assertEqual((Note.objects.count(), self.told()), (0, []))
        self.write("@zhaomin2 请定稿", by=self.other)
        self.assertEqual(self.told(), [namesake])

    def test_of_two_people_of_a_name_the_one_who_may_see_the_story_is_meant(self) -> None:
        make_user("zhaomin2", Role.CORRESPONDENT, last_name="赵", first_name="敏")
        self.write("@赵敏 请定稿", by=self.other)
        self.assertEqual(self.told(), [self.editor])

    def test_the_buttons_offer_the_author_and_the_desk_but_not_oneself(self) -> None:
        self.client.force_login(self.editor)
        page = self.client.get(change(self.story))
        for handle, count in (("李强", 1), ("zhuren", 1), ("jizhe", 1), ("赵敏", 0), ("zongbian", 0)):
            self.assertContains(page, f'data-mention="{handle}"', count=count)

    def test_the_buttons_tell_namesakes_apart(self) -> None:
        namesake = make_user("liqiang2", Role.DESK_EDITOR, last_name="李", first_name="强")
        self.desk.members.add(namesake)
        found = notes.handles(notes.companions(self.story, self.editor))
        self.assertEqual({"tongxunyuan", "liqiang2"} & set(found), {"tongxunyuan", "liqiang2"})


class AudienceTests(CastTests):
    def test_who_may_see_a_story_agrees_with_what_each_may_see(self) -> None:
        """Roles x desks x authorship x states: the two questions have one answer."""
        desk, elsewhere = make_desk(), make_desk("要闻部")
        people = [make_user(f"{role.key}{at}", role) for role in Role for at in ("", "-desk")]
        desk.members.set(user for user in people if user.username.endswith("-desk"))
        people += [
            make_user("none"),
            make_user("root", is_superuser=True),
            make_user("off", *Role, is_active=False),
        ]
        author, credited, photographer = people[0], people[2], people[3]
        writer = make_person("孙洁", user=credited)
        camera = make_person("钱进", user=photographer)
        for status in ("draft", "submitted", "returned", "killed", "signed_off"):
            for where in (desk, elsewhere, None):
                for withdrawn in (None, LONG_AGO):
                    fields: dict[str, Any] = {"status": status, "desk": where, "withdrawn_at": withdrawn}
                    make_article("无主", **fields)
                    make_article("有主", filed_by=author, **fields)
                    make_credit(make_article("署名", **fields), writer, role="reporter")
                    make_credit(make_photo(make_article("配图", **fields)), camera, role="photographer")
        accounts = list(User.objects.order_by("pk"))
        for story in Article.objects.all():
            expected = [
                user for user in accounts if Article.objects.visible_to(user).filter(pk=story.pk).exists()
            ]
            with self.subTest(story=story.title, status=story.status, desk=story.desk):
                self.assertEqual(who_may_see(story, User.objects.order_by("pk")), expected)
