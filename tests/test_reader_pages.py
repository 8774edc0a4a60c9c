"""The readers' pages: home, towns, counties, stories, people, tags."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import TestCase

from articles.models import Article, Credit
from issues.models import Page, Placement
from people.models import Person, Unit
from tests import make
from towns.models import Jurisdiction


class EmptyPaperTests(TestCase):
    def test_nothing_is_broken_before_the_first_story(self) -> None:
        for address in ("/", "/towns/", "/issues/", "/feed/", "/sitemap.xml", "/robots.txt"):
            with self.subTest(address=address):
                self.assertEqual(self.client.get(address).status_code, 200)

    def test_home_says_that_nothing_is_published_yet(self) -> None:
        self.assertContains(self.client.get("/"), 'class="empty"')


class HomeTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make.make_town()
        cls.issue = make.make_issue(publish_at=make.LONG_AGO)
        cls.first = make.make_page(cls.issue, "A1", order=1, name="要闻")
        cls.third = make.make_page(cls.issue, "A3", order=3)

    def place(self, headline: str, page: Page | None = None, **fields: Any) -> Article:
        position = fields.pop("position", Placement.Position.STANDARD)
        story = make.make_published(headline, **fields)
        make.make_placement(story, page or self.first, position=position)
        return story

    def test_the_lead_of_the_first_page_leads(self) -> None:
        self.place("先排的一篇")
        self.place("三版头条", self.third, position=Placement.Position.LEAD)
        lead = self.place("一版头条", position=Placement.Position.LEAD)
        self.assertEqual(self.client.get("/").context["front"].lead, lead)

    def test_without_a_lead_the_first_story_leads_and_other_pages_leads_come_second(self) -> None:
        first = self.place("先排的一篇")
        self.place("后排的一篇")
        other = self.place("三版头条", self.third, position=Placement.Position.LEAD)
        front = self.client.get("/").context["front"]
        self.assertEqual((front.lead, front.seconds[0]), (first, other))

    def test_a_story_on_two_pages_stands_once(self) -> None:
        story = self.place("两版都有")
        make.make_placement(story, self.third)
        front = self.client.get("/").context["front"]
        self.assertEqual((front.lead, front.seconds), (story, []))

    def test_photo_news_without_picture_shows_its_caption(self) -> None:
        self.place("头条")
        story = self.place("", genre=Article.Genre.PHOTO)
        make.make_photo(story, "雪后的牡丹园")
        response = self.client.get("/")
        self.assertEqual(response.context["front"].photos, [story])
        self.assertContains(response, "雪后的牡丹园")
        self.assertContains(response, 'class="missing"')

    def test_stories_stand_under_their_county(self) -> None:
        for number in range(6):
            self.place(f"田庄新闻{number}", towns=(self.town,))
        (section,) = self.client.get("/").context["counties"]
        self.assertEqual((section.county.name, len(section.stories)), ("巨野县", 1))

    def test_towns_are_listed_with_their_newest_story(self) -> None:
        make.make_published("旧闻", towns=(self.town,), publish_at=make.LONG_AGO - dt.timedelta(days=9))
        newest = self.place("新闻", towns=(self.town,))
        self.assertEqual(self.client.get("/").context["latest_by_town"], [(self.town, newest)])

    def test_an_issue_without_stories_left_gives_way_to_the_newest_stories(self) -> None:
        self.place("撤下的", withdrawn_at=make.LONG_AGO)
        older = make.make_published("还在的")
        self.assertEqual(self.client.get("/").context["front"].lead, older)

    def test_the_masthead_names_the_latest_issue(self) -> None:
        self.issue.serial_number = 9961
        self.issue.save()
        self.assertContains(self.client.get("/"), "9961")
        self.assertContains(self.client.get("/"), 'datetime="2023-12-20"')


class PlacePagesTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make.make_town()

    def test_all_towns_stand_under_their_county_those_without_one_last(self) -> None:
        stray = make.make_town("无县镇", "wuxian")
        Jurisdiction.objects.filter(town=stray).delete()
        entries = self.client.get("/towns/").context["sections"]
        self.assertEqual([str(entry.county) for entry in entries], ["巨野县", "None"])
        self.assertEqual(entries[1].towns[0].town, stray)

    def test_a_town_without_stories_has_a_quiet_page(self) -> None:
        response = self.client.get("/towns/tianzhuang/")
        self.assertContains(response, "田庄镇")
        self.assertContains(response, 'class="empty"')

    def test_a_town_lists_its_stories_newest_first(self) -> None:
        old = make.make_published("旧闻", towns=(self.town,), publish_at=make.LONG_AGO - dt.timedelta(days=1))
        new = make.make_published("新闻", towns=(self.town,))
        make.make_published("别处")
        page = self.client.get("/towns/tianzhuang/").context["page"]
        self.assertEqual(list(page), [new, old])

    def test_a_county_lists_the_stories_of_its_towns_and_its_own(self) -> None:
        of_town = make.make_published("镇里", towns=(self.town,))
        of_county = make.make_published("县里", county=make.make_county())
        page = self.client.get("/counties/juye/").context["page"]
        self.assertCountEqual(page, [of_town, of_county])

    def test_a_story_stays_with_the_county_that_governed_its_town_when_it_was_printed(self) -> None:
        new_county = make.make_county("鲁西新区", "luxi")
        Jurisdiction.objects.filter(town=self.town).update(until=dt.date(2022, 9, 2))
        Jurisdiction.objects.create(town=self.town, county=new_county, since=dt.date(2022, 9, 2))
        before = self.printed("从前", dt.date(2021, 5, 1))
        after = self.printed("后来", dt.date(2023, 5, 1))
        self.assertEqual(list(self.client.get("/counties/juye/").context["page"]), [before])
        self.assertEqual(list(self.client.get("/counties/luxi/").context["page"]), [after])
        self.assertEqual(
            [str(c) for c in self.client.get(before.get_absolute_url()).context["counties"]], ["巨野县"]
        )

    def printed(self, headline: str, date: dt.date) -> Article:
        """A story of an old issue that was released only later, as an archive is."""
        story = make.make_published(headline, towns=(self.town,))
        make.make_placement(story, make.make_page(make.make_issue(date, publish_at=make.LONG_AGO)))
        return story

    def test_lists_are_turned_by_plain_links_and_have_no_pages_beyond_the_last(self) -> None:
        for number in range(21):
            make.make_published(f"第{number}篇", towns=(self.town,))
        self.assertContains(self.client.get("/towns/tianzhuang/"), 'href="?page=2"')
        self.assertContains(self.client.get("/towns/tianzhuang/?page=2"), 'href="?page=1"')
        for bad in ("0", "3", "-1", "x", "", "9" * 30):
            with self.subTest(page=bad):
                self.assertEqual(self.client.get(f"/towns/tianzhuang/?page={bad}").status_code, 404)

    def test_unknown_places_are_not_found(self) -> None:
        for address in ("/towns/nirgends/", "/counties/nirgends/", "/towns/nirgends/feed/"):
            self.assertEqual(self.client.get(address).status_code, 404)


class StoryPageTests(TestCase):
    def test_a_story_shows_what_was_printed(self) -> None:
        story = make.make_published(
            "困难群众温暖过冬",
            kicker="鲁西新区",
            deck="送上棉被四百条",
            dateline="本报讯",
            printed_byline="记者 王燕 通讯员 郭锦萍",
            body="为保障困难群众过冬。\n## 逐户走访\n> 不落一人。",
            note="请核对数字",
        )
        response = self.client.get(story.get_absolute_url())
        for text in (
            "鲁西新区</p>",
            "送上棉被四百条",
            "本报讯（记者 王燕 通讯员 郭锦萍）</b>为保障困难群众过冬。",
            "<h2>逐户走访</h2>",
            "<blockquote>",
        ):
            with self.subTest(text=text):
                self.assertContains(response, text)
        self.assertNotContains(response, "请核对数字")

    def test_identified_people_are_linked_and_others_keep_their_printed_name(self) -> None:
        story = make.make_published()
        wang = make.make_person("王燕")
        make.make_credit(story, wang, role=Credit.Role.REPORTER)
        make.make_credit(story, printed_text="某同名者", order=1)
        response = self.client.get(story.get_absolute_url())
        self.assertContains(response, f'<a href="/people/{wang.pk}/">王燕</a>')
        self.assertContains(response, "某同名者")
        self.assertNotContains(response, ">某同名者</a>")

    def test_text_is_text_and_never_markup(self) -> None:
        evil = "</script><script>alert(1)</script><b>&"
        story = make.make_published(evil[:100], body=evil, kicker=evil)
        make.make_photo(story, evil)
        response = self.client.get(story.get_absolute_url())
        self.assertNotContains(response, "<script>alert")
        self.assertContains(response, "\\u003C/script\\u003E")

    def test_a_brief_without_headline_is_set_as_text(self) -> None:
        town = make.make_town()
        brief = make.make_published(
            "", genre=Article.Genre.BRIEF, body="全县小麦长势良好。", dateline="本报讯", towns=(town,)
        )
        response = self.client.get(town.get_absolute_url())
        self.assertContains(
            response,
            f'<p class="untitled"><a href="{brief.get_absolute_url()}">本报讯全县小麦长势良好。</a></p>',
            html=True,
        )
        self.assertNotContains(response, "<h3")

    def test_a_photographer_is_named_once(self) -> None:
        news = make.make_published("", genre=Article.Genre.PHOTO, printed_byline="刘 菲 摄")
        photo = make.make_photo(news, "雪后的牡丹园。")
        make.make_credit(photo, make.make_person("刘菲"), role=Credit.Role.PHOTOGRAPHER)
        address = news.get_absolute_url()
        self.assertNotContains(self.client.get(address), 'class="byline"')
        make.make_photo(news, "孩子们在堆雪人。")
        Article.objects.update(printed_byline="记者 王燕")
        self.assertContains(self.client.get(address), '<p class="byline">记者 王燕</p>', html=True)

    def test_photo_news_without_headline_says_its_caption_once(self) -> None:
        caption = "十二月十九日，消防人员在村里讲解防火知识，村民围坐听讲，现场演示灭火器的使用。"
        story = make.make_published("", genre=Article.Genre.PHOTO, body=caption)
        make.make_photo(story, caption)
        main = self.client.get(story.get_absolute_url()).content.decode().partition("<main")[2]
        self.assertEqual(main.count(caption), 1)
        self.assertEqual(main.count(caption[:10]), 1)

    def test_a_photo_shows_its_picture_in_all_widths_and_its_credit(self) -> None:
        story = make.make_published()
        photo = make.make_photo(story, image=make.make_picture())
        make.make_credit(photo, printed_text="刘菲", role=Credit.Role.PHOTOGRAPHER, title="通讯员")
        response = self.client.get(story.get_absolute_url())
        self.assertContains(response, f"/photos/{photo.key}-1600.webp 1600w")
        self.assertContains(response, "通讯员 刘菲")

    def test_a_story_knows_its_place_in_print_and_its_neighbours_there(self) -> None:
        page = make.make_page(make.make_issue(publish_at=make.LONG_AGO))
        first, second, third = (make.make_published(f"第{number}篇") for number in "一二三")
        for order, story in enumerate((first, second, third)):
            make.make_placement(story, page, order=order)
        response = self.client.get(second.get_absolute_url())
        self.assertContains(response, page.get_absolute_url())
        self.assertEqual(response.context["in_print"].previous.article, first)
        self.assertEqual(response.context["in_print"].following.article, third)

    def test_a_story_cut_off_in_print_just_ends(self) -> None:
        story = make.make_published(body="文字到此", is_cut_off=True)
        whole = make.make_published(body="文字到此")
        texts = [
            self.client.get(each.get_absolute_url()).content.decode().partition('<div class="text">')[2][:80]
            for each in (story, whole)
        ]
        self.assertEqual(texts[0], texts[1])

    def test_addresses_that_no_story_can_have_are_not_found(self) -> None:
        for pk in ("0", "99999999999999999999999999", "abc"):
            self.assertEqual(self.client.get(f"/articles/{pk}/").status_code, 404)


class PersonAndTagTests(TestCase):
    def test_a_person_shows_kind_unit_town_stories_and_photos(self) -> None:
        town = make.make_town()
        person = make.make_person("王燕", unit=Unit.objects.create(name="巨野县融媒体中心"), town=town)
        story, with_photo = make.make_published("文字"), make.make_published("图片")
        make.make_credit(story, person)
        make.make_credit(make.make_photo(with_photo), person, role=Credit.Role.PHOTOGRAPHER)
        make.make_published("别人的")
        response = self.client.get(person.get_absolute_url())
        self.assertContains(response, "巨野县融媒体中心")
        self.assertContains(response, town.get_absolute_url())
        self.assertCountEqual(response.context["page"], [story, with_photo])

    def test_writing_and_photographing_one_story_lists_it_once(self) -> None:
        person, story = make.make_person(), make.make_published()
        make.make_credit(story, person)
        make.make_credit(make.make_photo(story), person, role=Credit.Role.PHOTOGRAPHER)
        self.assertEqual(list(self.client.get(person.get_absolute_url()).context["page"]), [story])

    def test_a_person_nobody_has_read_is_not_found(self) -> None:
        person = make.make_person("未见报", kind=Person.Kind.CORRESPONDENT)
        self.assertEqual(self.client.get(person.get_absolute_url()).status_code, 404)

    def test_a_chinese_tag_has_an_address(self) -> None:
        story = make.make_published()
        story.tags.add("乡村振兴")
        page = self.client.get("/tags/乡村振兴/").context["page"]
        self.assertEqual(list(page), [story])

    def test_odd_tag_addresses_are_not_found(self) -> None:
        for address in ("/tags/nix/", "/tags/a%00b/", "/tags/%0A/"):
            with self.subTest(address=address):
                self.assertEqual(self.client.get(address).status_code, 404)


class NotFoundTests(TestCase):
    def test_the_page_says_in_chinese_what_happened_and_where_to_go(self) -> None:
        response = self.client.get("/nix/", headers={"accept-language": "en"})
        self.assertContains(response, "没有找到这个页面", status_code=404)
        for address in ("/", "/towns/", "/issues/"):
            self.assertContains(response, f'href="{address}"', status_code=404)

    def test_the_error_page_needs_nothing(self) -> None:
        from django.test import RequestFactory
        from django.views.defaults import server_error

        with self.assertNumQueries(0):
            response = server_error(RequestFactory().get("/"))
        self.assertContains(response, "/static/reader/reader.css", status_code=500)

    def test_dates_are_written_in_chinese(self) -> None:
        make.make_issue(publish_at=make.LONG_AGO)
        response = self.client.get("/issues/2023-12-20/")
        self.assertContains(response, "2023年12月20日 星期三")
