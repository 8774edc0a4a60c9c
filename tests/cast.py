"""The fixed cast of the tests of staff pages, and the addresses and the form of a story."""

from __future__ import annotations

from typing import Any

from django.test import TestCase
from django.urls import reverse

from articles.models import Article
from policy.roles import Role
from tests.clients import StaffClient
from tests.make import make_person, make_town, make_user

ADD = reverse("admin:articles_article_add")
LIST = reverse("admin:articles_article_changelist")


def change(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def story_form(**fields: Any) -> dict[str, Any]:
    """What the story's form posts, empty inlines included."""
    form: dict[str, Any] = {"kicker": "", "headline": "麦田返青", "deck": "", "dateline": "本报讯"}
    form |= {"printed_byline": "记者 王燕", "body": "　　第一段。\n\n第二段。", "genre": "news", "version": 1}
    form |= {"tags": "", "note": ""}
    for prefix in ("credits", "photos"):
        form |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return form | fields


class CastTests(TestCase):
    """A reporter, a correspondent and one reviewer of each stage: the fixed cast."""

    client_class = StaffClient

    @classmethod
    def setUpTestData(cls) -> None:
        cls.reporter = make_user("jizhe", Role.REPORTER)
        cls.other = make_user("tongxunyuan", Role.CORRESPONDENT)
        cls.editor = make_user("bianji", Role.DESK_EDITOR)
        cls.head = make_user("zhuren", Role.SECTION_HEAD)
        cls.chief = make_user("zongbian", Role.CHIEF_EDITOR)
        cls.person = make_person("王燕", user=cls.reporter)
        cls.town = make_town()
