"""The page on which two people's texts of one story become one again."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from articles.admin.base import context_of, is_signed, tell_if_void
from articles.admin.forms import usable_tags
from articles.admin.merge_answers import Answers, Asked, Choice, own_words
from articles.admin.merge_words import body_of, changes, label
from articles.admin.typed import texts_of
from articles.models import Article, Revision, UnmergedCopy
from articles.revisions.applying import put
from articles.revisions.conflicts import Meeting, checked, settle_copy, unmerged_of
from articles.revisions.keeping import hold
from articles.revisions.merge import Agreed, By
from articles.revisions.merge_story import settle
from articles.text import clean_body
from articles.workflow import NotPossible
from people.accounts import user_of

MERGED = UnmergedCopy.Outcome.MERGED
DISCARDED = UnmergedCopy.Outcome.DISCARDED


class MergeAdmin(admin.ModelAdmin[Article]):
    """A text that was kept apart is its writer's: nobody else sees it."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/merge/<int:copy>/", view(self.merge_view), name="articles_article_merge"),
            path(
                "<int:pk>/merge/<int:copy>/discard/",
                view(self.discard_view),
                name="articles_article_merge_discard",
            ),
            *super().get_urls(),
        ]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Above the story's form its writer finds what is not merged yet."""
        response = super().changeform_view(request, *args, **kwargs)
        context = context_of(response)
        article = context.get("original") if context else None
        if context is not None and article is not None:
            context["unmerged"] = unmerged_of(user_of(request)).filter(article=article)
        return response

    # Merging

    def merge_view(self, request: HttpRequest, pk: int, copy: int) -> HttpResponse:
        """The page as the story is now; posted with all answers, to what the page had shown, it is saved."""
        try:
            with held(request):
                return self._meet(request, pk, copy)
        except Http404:
            if not (words := own_words(request.POST)):
                raise
        return self._out_of_sight(request, words)

    def _out_of_sight(self, request: HttpRequest, words: dict[str, str]) -> HttpResponse:
        """The story went while its texts were merged: what was written for it is shown once more."""
        context = self.admin_site.each_context(request) | {
            "title": _("This story is not there any more"),
            "texts": list(words.values()),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/article/too_late.html", context, status=409)

    def _meet(self, request: HttpRequest, pk: int, copy: int) -> HttpResponse:
        meeting = self._meeting(request, pk, copy)
        if meeting.copy.settled_at is not None:
            self._give_back_own_words(request, meeting)
            return self._settled_before(request, meeting)
        if not meeting.may_merge(user_of(request)):
            return self._read_only(request, meeting)
        answers = Answers(meeting, request.POST, is_sent=request.method == "POST")
        if request.method == "POST" and "_preview" not in request.POST:
            return self._merge(request, answers) or self._page(request, answers)
        return self._page(request, answers)

    def _meeting(self, request: HttpRequest, pk: int, copy: int) -> Meeting:
        """The person's own copy; posted, it and its story are held until the answer."""
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        own = UnmergedCopy.objects.filter(article=article, by=user_of(request))
        if request.method == "POST":
            article = hold(article)
            own = own.select_for_update()
        return Meeting(get_object_or_404(own.order_by("pk"), pk=copy), article)

    def _merge(self, request: HttpRequest, answers: Answers) -> HttpResponse | None:
        """None if the page has to be shown again, with what stands against it."""
        article, user = answers.meeting.article, user_of(request)
        if answers.seen != str(article.version):
            messages.warning(
                request, _("The story was saved again meanwhile: look at it once more, then save.")
            )
            return None
        if not answers.is_complete:
            messages.error(request, _("Say of each place that is marked what shall stand there."))
            return None
        was_signed = is_signed(article)
        try:
            with transaction.atomic():
                merged = checked(settle(answers.meeting.tree, answers.values()))
                merged["tags"] = usable_tags(merged["tags"])
                remarks = put(article, merged, by=user, version=article.version, how=Revision.How.MERGE)
        except NotPossible as error:
            messages.error(request, str(error))
            return None
        settle_copy(answers.meeting.copy, MERGED)
        self.log_change(request, article, [{"changed": {"fields": [_("two texts merged")]}}])
        self._say_how_it_ended(request, article, remarks, was_signed=was_signed)
        return self._to_the_story(article)

    @staticmethod
    def _say_how_it_ended(
        request: HttpRequest, article: Article, remarks: list[str], *, was_signed: bool
    ) -> None:
        messages.success(request, _("Both texts are one now, and saved."))
        for remark in remarks:
            messages.warning(request, remark)
        tell_if_void(request, article, was_signed=was_signed)

    def _page(self, request: HttpRequest, answers: Answers) -> HttpResponse:
        meeting = answers.meeting
        context = self._context(request, meeting) | {
            "title": _("Merge two texts"),
            "answers": answers,
            "own": Choice.OWN,
            "sides": {Choice.THEIRS: _("Theirs, which is saved"), Choice.MINE: _("Yours, not saved yet")},
            "changes": changes(meeting),
            "saved_since": meeting.saved_since,
            "body": body(answers),
        }
        return TemplateResponse(request, "admin/articles/article/merge.html", context)

    # What can only be read, or is let go

    def _read_only(self, request: HttpRequest, meeting: Meeting) -> HttpResponse:
        context = self._context(request, meeting) | {
            "title": _("This story is no longer yours to change"),
            "labelled": [
                *((_("In your own words"), text) for text in own_words(request.POST).values()),
                *((label(path, meeting), text) for path, text in texts_of(meeting.mine)),
            ],
        }
        return TemplateResponse(request, "admin/articles/article/too_late.html", context)

    def discard_view(self, request: HttpRequest, pk: int, copy: int) -> HttpResponse:
        """Asks, and lets the text go; its row stays."""
        with held(request):
            return self._discard(request, pk, copy)

    def _discard(self, request: HttpRequest, pk: int, copy: int) -> HttpResponse:
        meeting = self._meeting(request, pk, copy)
        if meeting.copy.settled_at is not None:
            return self._settled_before(request, meeting)
        if request.method == "POST":
            settle_copy(meeting.copy, DISCARDED)
            messages.success(request, _("Your unmerged text is let go. The story is as it was."))
            return self._to_the_story(meeting.article)
        context = self._context(request, meeting) | {"title": _("Let your text go")}
        return TemplateResponse(request, "admin/articles/article/merge_discard.html", context)

    @staticmethod
    def _give_back_own_words(request: HttpRequest, meeting: Meeting) -> None:
        """Sent twice they stand in the story; merged in another window with other answers they do not."""
        there = clean_body("\n".join(text for _path, text in texts_of(meeting.theirs)))
        for text in own_words(request.POST).values():
            if clean_body(text) not in there:
                messages.warning(request, _("This is not in the story: %(text)s") % {"text": text})

    def _settled_before(self, request: HttpRequest, meeting: Meeting) -> HttpResponse:
        is_merged = meeting.copy.outcome == MERGED
        said = _("This text was merged before.") if is_merged else _("This text was let go before.")
        messages.info(request, said)
        return self._to_the_story(meeting.article)

    def _context(self, request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {
            "article": meeting.article,
            "copy": meeting.copy,
            "opts": self.opts,
        }

    @staticmethod
    def _to_the_story(article: Article) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def held(request: HttpRequest) -> AbstractContextManager[Any]:
    """A transaction for what may write; who only looks keeps nobody waiting."""
    return transaction.atomic() if request.method == "POST" else nullcontext()


def body(answers: Answers) -> list[dict[str, Any]]:
    """The text as it will be, piece by piece, with every answer that a question may still get."""
    asked = {each.key: each for each in answers.asked}
    return [
        {"text": piece.value, "by": piece.by if piece.by != By.NOBODY else ""}
        if isinstance(piece, Agreed)
        else _open_piece(asked[key])
        for key, piece in body_of(answers.meeting)
    ]


def _open_piece(asked: Asked) -> dict[str, Any]:
    """A place that is asked about; until it is answered both stand there."""
    chosen = asked.chosen
    return {
        "key": asked.key,
        "text": asked.value_of(chosen) if chosen else asked.both,
        "is_open": chosen is None,
        "mine": asked.question.clash.mine,
        "theirs": asked.question.clash.theirs,
        "both": asked.both,
    }
