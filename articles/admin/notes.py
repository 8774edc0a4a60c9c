"""Notes on the story's page: what the staff tell each other, below the form and apart from it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles import notes, notices
from articles.admin.base import context_of
from articles.mentions import pieces
from articles.models import Article
from people.accounts import user_of


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("A note to the others on this story"),
        max_length=2000,
        help_text=_("@ and a name tell that person. A note stays as it is: it is not edited or deleted."),
        error_messages={"required": _("Write something first.")},
        widget=forms.Textarea(attrs={"rows": 3, "aria-describedby": "id_note-text_helptext"}),
    )

    # The story's form on the same page has fields of its own.
    prefix = "note"


class NotesAdmin(admin.ModelAdmin[Article]):
    """Whoever may see the story reads its notes and adds to them, and needs no right to change it."""

    class Media:
        js = ["newsroom/notes.js"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.note_view)
        return [path("<int:pk>/note/", view, name="articles_article_note"), *super().get_urls()]

    def note_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep a posted note. One that cannot be kept stands on a page of its own, as it was typed."""
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        back = HttpResponseRedirect(f"{reverse('admin:articles_article_change', args=[pk])}#notes")
        if request.method != "POST":
            return back
        form = NoteForm(request.POST)
        if form.is_valid() and self._leave(request, article, form):
            return back
        context = self.admin_site.each_context(request) | {
            "title": _("Write a note"),
            "article": article,
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/article/note.html", context)

    def _leave(self, request: HttpRequest, article: Article, form: NoteForm) -> bool:
        try:
            found = notes.leave(article, by=user_of(request), text=form.cleaned_data["text"])
        except notes.SeveralOfTheName as error:
            form.add_error("text", str(error))
            return False
        _say_who_was_told(request, found)
        return True

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who opens the story has seen the notices about it."""
        response = super().changeform_view(request, *args, **kwargs)
        context = context_of(response)
        article = context.get("original") if context else None
        if context is None or article is None:
            return response
        context["notes"] = self._notes(request, article)
        if request.method == "GET":
            notices.mark_seen(notices.shown_to(user_of(request)).filter(article=article))
        return response

    def _notes(self, request: HttpRequest, article: Article) -> dict[str, Any]:
        names = notes.names_told(article)
        written = [
            {"by": note.by, "at": note.at, "text": _marked(note.text, names)}
            for note in article.notes.select_related("by")
        ]
        return {
            "written": written,
            "form": NoteForm(),
            "address": reverse("admin:articles_article_note", args=[article.pk]),
            "handles": notes.handles(notes.companions(article, user_of(request))),
        }


def _marked(text: str, names: set[str]) -> str:
    marked = (
        format_html('<mark class="mention">{}</mark>', piece) if is_name else piece
        for piece, is_name in pieces(text, names)
    )
    return format_html_join("", "{}", ((piece,) for piece in marked))


def _say_who_was_told(request: HttpRequest, found: notes.Addressees) -> None:
    if found.told:
        names = "、".join(map(str, found.told))
        messages.success(request, _("The note stands with the story. Told: %(names)s.") % {"names": names})
    else:
        messages.success(request, _("The note stands with the story."))
    if found.not_told:
        names = "、".join(dict.fromkeys(map(str, found.not_told)))
        messages.warning(request, _("Not told: %(names)s may not see this story.") % {"names": names})
    if found.has_unknown:
        messages.warning(
            request,
            _("An @ in your note reaches nobody: no one who may see this story has exactly that name."),
        )
