"""Two editors at one story in every order: whatever one types, the other cannot make it vanish.

NEWSROOM_EXAMPLES=500 .venv/bin/python -m pytest tests/test_two_editors.py
"""

from __future__ import annotations

import os
import random

import pytest

from articles.models import Article
from articles.revisions.snapshot import snapshot
from people.models import User
from policy.roles import Role
from tests.editors import as_text, editor_of, lost_words
from tests.kept import begin, expect_kept
from tests.make import make_article, make_desk, make_issue, make_page, make_photo, make_user

INTERLEAVINGS = int(os.environ.get("NEWSROOM_EXAMPLES", "25"))
MOST_ACTS = 6
TEXT = "一场瑞雪过后，麦田青青。镇上的农技员来了。\n村民说，今年墒情好。\n合作社准备春灌。"


@pytest.mark.django_db
@pytest.mark.timeout(3600)
def test_no_interleaving_of_two_editors_loses_a_word() -> None:
    users = (make_user("zhangmin", Role.DESK_EDITOR), make_user("liqiang", Role.SECTION_HEAD))
    make_desk("县区部", members=users)
    make_page(make_issue())
    for number in range(INTERLEAVINGS):
        play(number, users)


def play(number: int, users: tuple[User, User]) -> None:
    """One story; each of the two opens it and does some things to it, in an order of this number."""
    dice = random.Random(number)  # noqa: S311 - No secret.
    story = make_article("雪后麦田", body=TEXT, filed_by=users[0], status="draft")
    make_photo(story, "图为雪后的麦田。")
    begin(story)
    pair = [editor_of(user, dice, f"{name}{number}") for user, name in zip(users, "张李", strict=True)]
    for editor in pair:
        editor.open(story)
    words = []
    for _turn in range(dice.randint(2, MOST_ACTS)):
        editor = dice.choice(pair)
        words += dice.choice([*editor.acts(), editor.step, editor.place])(story)
    assert not lost_words(words, since=story.pk), f"interleaving {number}"
    for editor in pair:
        editor.merge(story)
    stand = as_text([snapshot(each) for each in Article.objects.filter(pk__gte=story.pk)])
    assert not [word for word in words if word not in stand], f"interleaving {number}, merged"
    expect_kept(story)
