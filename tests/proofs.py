"""A page with its people for the tests of proofs, and what they do on the way through the three rounds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from articles.models import Article
from issues import proofs
from issues.models import Issue, Page, Proof
from people.models import User
from policy.roles import Role
from tests.make import make_article, make_issue, make_page, make_placement, make_user

DAY = dt.date(2026, 12, 1)
BODY = "一场瑞雪过后，田庄镇的麦田里一片青绿。\n全镇今年种植小麦四万亩。\n农技员到田头查看墒情。"
GALLEY, PAGE, CLEAN = Proof.Round.GALLEY, Proof.Round.PAGE, Proof.Round.CLEAN


class Desk:
    """Two proofreaders, a page designer, and a desk editor who edits the page; two signed stories on it."""

    def __init__(self, **issue: Any) -> None:
        self.reader, self.second = (make_user(name, Role.PROOFREADER) for name in ("jiaodui1", "jiaodui2"))
        self.designer = make_user("banshi", Role.PAGE_DESIGNER)
        self.editor = make_user("bianji", Role.DESK_EDITOR)
        self.issue = make_issue(DAY)
        Issue.objects.filter(pk=self.issue.pk).update(**issue)
        self.issue.refresh_from_db()
        self.page = make_page(self.issue)
        Page.objects.filter(pk=self.page.pk).update(editor=self.editor)
        self.page.refresh_from_db()
        self.lead, self.brief = self.put("雪后麦田润如酥", body=BODY), self.put("农机下田")

    def put(self, headline: str, **fields: Any) -> Article:
        story = make_article(headline, **({"status": Article.Status.SIGNED_OFF} | fields))
        make_placement(story, self.page)
        return story

    def pull(self, which: str = GALLEY, *, by: User | None = None) -> Proof:
        return proofs.pull(self.page, which, by=by or self.designer)

    def sign(self, proof: Proof, *, by: User | None = None) -> Proof:
        return proofs.sign(proof, by=by or self.reader)

    def through(self, *rounds: str) -> Proof:
        """Pull and sign these rounds; the last proof."""
        signed = [self.sign(self.pull(each)) for each in rounds]
        return signed[-1]

    def edit(self, story: Article | None = None, **fields: Any) -> None:
        Article.objects.filter(pk=(story or self.lead).pk).update(**(fields or {"headline": "改过的标题"}))

    @property
    def standing(self) -> proofs.Standing:
        return proofs.standing(Page.objects.select_related("issue").get(pk=self.page.pk))
