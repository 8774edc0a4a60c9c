"""The lines that lead from a story to its corrections, and from a correction to its story."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from articles.admin.base import context_of, state_chips
from articles.models import Article
from people.accounts import user_of


class CorrectionsAdmin(admin.ModelAdmin[Article]):
    """Shows the lines above the form; what a person may not see is neither linked nor named."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().changeform_view(request, *args, **kwargs)
        if (context := context_of(response)) is not None:
            article = context.get("original")
            context |= self._lines(request, article) if article else {}
        return response

    @staticmethod
    def _lines(request: HttpRequest, article: Article) -> dict[str, Any]:
        seen = Article.objects.visible_to(user_of(request)).select_related("stage")
        corrections = seen.filter(corrects=article).order_by("created_at", "pk")
        corrected = seen.filter(pk=article.corrects_id).first() if article.corrects_id else None
        return {
            "is_correction": article.corrects_id is not None,
            "corrected": (corrected, state_chips(corrected)) if corrected else None,
            "corrections": [(correction, state_chips(correction)) for correction in corrections],
        }
