"""The sign-off sheet (审稿单): who answered for which text, on one sheet of paper."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import review
from articles.admin.sheet_rows import (
    SHEET,
    SignOffRow,
    StepRow,
    cut,
    fact_lines,
    grouped,
    newest_that_fit,
    step_counts,
)
from articles.models import Article, Credit, ReviewStage
from people.accounts import user_of

CREDITS_LENGTH = 150


class SheetAdmin(admin.ModelAdmin[Article]):
    """A page to look at and to print, for whoever may see the story."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.sheet_view)
        return [path("<int:pk>/sheet/", view, name="articles_article_sheet"), *super().get_urls()]

    def sheet_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        context = self.admin_site.each_context(request) | {
            "title": gettext_lazy("Sign-off sheet"),
            "article": article,
            "printed_at": timezone.localtime(),
            "printed_by": user_of(request),
            "opts": self.opts,
            "is_nav_sidebar_enabled": False,
            **_sheet(article),
        }
        return TemplateResponse(request, "admin/articles/article/sheet.html", context)


def _sheet(article: Article) -> dict[str, Any]:
    """What stands on the sheet. What paper has no room for is on the screen, and summed up in print."""
    text_hash = article.text_hash()
    sign_offs = [
        SignOffRow.of(sign_off) for sign_off in article.sign_offs.select_related("by", "voided_by", "stage")
    ]
    standing = [row for row in sign_offs if not row.voided]
    open_stages = ReviewStage.objects.in_use().exclude(pk__in=[row.stage_id for row in standing])
    steps = [StepRow.of(step) for step in article.status_changes.select_related("by").order_by("at", "pk")]
    notes = [row.note for row in sign_offs] + [row.note for row in steps]
    facts = _facts(article)

    room = SHEET.room(facts=fact_lines(article, facts), standing=standing, open_stages=len(open_stages))
    voided = [row for row in sign_offs if row.voided]
    older_sign_offs, shown = newest_that_fit(voided, room=SHEET.share_of_voided(room))
    older_steps, shown_steps = newest_that_fit(steps, room=room - sum(row.height for row in shown))
    return {
        "facts": facts,
        "sign_offs": [(row, row in older_sign_offs) for row in sign_offs],
        "open_stages": open_stages,
        "older_sign_offs": older_sign_offs,
        "steps": [*((row, True) for row in older_steps), *((row, False) for row in shown_steps)],
        "older_steps": older_steps,
        "older_counts": step_counts(older_steps),
        "has_cut_notes": any(note.is_cut for note in notes),
        "text_hash": grouped(text_hash, by=8),
        "verdict": _verdict(standing, text_hash),
        "is_covered": all(row.text_hash == text_hash for row in standing),
    }


def _facts(article: Article) -> list[tuple[str, str]]:
    """Label and value, two pairs to a line where both are short."""
    planned = f" / {article.planned_length}" if article.planned_length else ""
    pages = [f"{placement.page} {placement.get_position_display()}" for placement in article.placements.all()]
    waiting = review.waiting_for(article)
    return [
        (_("number"), str(article.pk)),
        (_("status"), " ".join(filter(None, [article.state_label, _withdrawn_too(article), waiting]))),
        (_("filed by"), cut(str(article.filed_by or "—"), length=40)),
        (_("desk"), str(article.desk or "—")),
        (_("characters"), f"{article.length}{planned}"),
        (_("issue and page"), cut("、".join(pages) or "—", length=80)),
        (_("printed byline"), article.printed_byline or "—"),
        (_("credits"), _credits(article)),
    ]


def _withdrawn_too(article: Article) -> str:
    """A withdrawn story that is being corrected stands in the review and is withdrawn as well."""
    is_said = article.withdrawn_at is None or article.status == Article.Status.SIGNED_OFF
    return "" if is_said else str(_("withdrawn"))


def _credits(article: Article) -> str:
    """Everybody credited on the story and on its photos, as printed."""
    own = Credit.objects.filter(article=article)
    on_photos = Credit.objects.filter(photo__article=article).order_by("photo__order", "photo", "order", "pk")
    named = list(dict.fromkeys(str(credit) for credit in [*own, *on_photos]))
    text = "、".join(named) or "—"
    if len(text) <= CREDITS_LENGTH:
        return text
    total = ngettext("%d name", "%d names", len(named)) % len(named)
    return f"{cut(text, length=CREDITS_LENGTH)} {total}"


def _verdict(standing: list[SignOffRow], text_hash: str) -> str:
    """Whether those who signed answered for the text as it stands."""
    if not standing:
        return _("No sign-off stands: nobody has answered for this text yet.")
    if any(row.text_hash != text_hash for row in standing):
        return _("Not every standing sign-off covers this text: it is not what was signed.")
    counted = ngettext(
        "%d sign-off stands, and it covers exactly this text.",
        "%d sign-offs stand, and each covers exactly this text.",
        len(standing),
    )
    return counted % len(standing)
