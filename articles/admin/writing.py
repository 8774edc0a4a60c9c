"""Writing a story: the order of its form, sending it over a poor line, and how it will look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.admin.companions import companions
from articles.admin.conflicts import kept_apart, kept_too_late
from articles.admin.forms import ArticleForm
from articles.admin.previews import PREVIEW
from articles.admin.writing_words import texts
from articles.models import Article, Photo
from articles.photos.credits import read_names
from articles.tags import parse_tags
from articles.text import COLUMN_WIDTH, BlockKind, clean_body, lines_of, run_in
from audit.models import Deletion
from people.accounts import user_of
from policy.inputs import is_key, uuid_in
from policy.json import asks_for_json
from policy.roles import Role

# The form in the order of a printed story: fieldsets by their name, the rows of others by their prefix.
ORDER = ("headlines", "byline", "text", "photos", "where", "credits", "newsroom")
PREVIEWED = ("kicker", "headline", "deck", "dateline", "printed_byline", "body", "genre")
COMPARED = ("kicker", "headline", "deck", "dateline", "printed_byline", "body", "note")
# Of credits and photos, what is typed and not chosen.
TYPED_IN_ROWS = ("-caption", "-alt_text", "-place", "-new_photographer", "-title", "-printed_text")
LONGEST_PREVIEW = 100_000
NOT_NEEDED = ("xregexp.js", "xregexp.min.js", "urlify.js", "prepopulate.js")


class WritingAdmin(admin.ModelAdmin[Article]):
    """Takes each form once, however often it is sent, and answers scripts as well as browsers."""

    # The page

    @property
    def media(self) -> forms.Media:
        """Without what Django loads for slugs made from titles, 180 KB that nothing here uses."""
        found: Any = super().media
        needed = [path for path in found._js if not str(path).endswith(NOT_NEEDED)]
        return forms.Media(js=needed, css=found._css)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= {
            "sections": sections(context),
            "companions": [each.shown(request, kwargs.get("obj")) for each in companions()],
            "desk": {"user": user_of(request).pk, "addresses": self._addresses(), "texts": texts()},
        }
        return super().render_change_form(request, context, *args, **kwargs)

    @staticmethod
    def _addresses() -> dict[str, str]:
        """Where the scripts ask; a 0 stands for the photo's key."""
        names = {
            "login": "login",
            "preview": "articles_article_preview",
            "proposals": "articles_article_proposals",
            "person": "people_person_propose",
            "upload": "articles_photo_upload",
        }
        return {name: reverse(f"admin:{address}") for name, address in names.items()} | {
            "discard": reverse("admin:articles_photo_discard", args=[0]),
            "picture": reverse("admin:articles_photo_preview", args=[0, PREVIEW]),
        }

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        for each in companions():
            initial |= each.initial(request)
        return initial

    # Sending

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        before = self._taken_before(request, object_id) or self._deleted_before(request, object_id)
        response = before or self._take_form(request, object_id, form_url, extra_context)
        return as_json(response) if asks_for_json(request) else response

    def _take_form(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra: dict[str, Any] | None
    ) -> HttpResponse:
        """The form that is sent twice at once meets its twin in the database, and is answered like it."""
        article = self.get_object(request, object_id) if object_id is not None else None
        if article and not self.has_change_permission(request, article):
            return self._too_late(request, article)
        if article is None and object_id is not None and self.has_change_permission(request):
            return self._give_back(request, None, title=_("This story is not there any more"))
        try:
            response = super().changeform_view(request, object_id, form_url, extra)
            return kept_apart(request, response) or response
        except IntegrityError as error:
            if twin := self._taken_before(request, object_id):
                return twin
            if object_id is None and Article.objects.filter(filing_key=key_of(request)).exists():
                raise SuspiciousOperation("the key of another person's form") from error
            raise
        except PermissionDenied:
            # The story may have moved on between the look above and the lock.
            article = self.get_object(request, object_id) if object_id is not None else None
            if article is None:
                raise
            return self._too_late(request, article)

    def _taken_before(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """The answer to a form that was kept already; its sender has not heard of it.

        One that says something else by now, as the way back in the browser has it, is no repetition: of a
        story that is there it is stale, and merged like any other.
        """
        key = key_of(request)
        if key is None:
            return None
        own = Q(filing_key=key, filed_by=user_of(request))
        sent = own if object_id is None else Q(saved_key=key, pk=object_id)
        story = self.get_queryset(request).filter(sent).first() if is_key(Article, object_id or 1) else None
        if story is None:
            return None
        if not asks_for_json(request) and says_otherwise(request, story):
            if object_id is not None:
                return None
            return self._give_back(request, story, title=_("This page was saved before"), is_kept=True)
        message = _("“%(story)s” had arrived already: it was sent twice and counts once.") % {"story": story}
        self.message_user(request, message)
        return TakenBefore(story)

    def _deleted_before(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """The form of a story that is in the bin makes no second one without a word, and loses no text."""
        held: object = key_of(request)
        if object_id is not None:
            held = f"{Article._meta.label_lower}:{object_id}" if is_key(Article, object_id) else None
        deletion = Deletion.objects.holding(held).select_related("by").first() if held else None
        is_own = deletion is not None and deletion.by == user_of(request)
        if deletion is None or not (is_own or object_id is None):
            return None
        return self._give_back(
            request,
            None,
            title=_("This story was deleted meanwhile"),
            template="admin/articles/article/deleted.html",
            deletion=deletion if is_own else None,
            chief=Role.CHIEF_EDITOR.value,
        )

    def save_model(
        self, request: HttpRequest, obj: Article, form: forms.ModelForm[Article], change: bool
    ) -> None:
        if change:
            obj.saved_key = key_of(request)
        else:
            obj.filing_key = key_of(request)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Before the version is kept: from its entry in the trail on nothing more is locked."""
        super().save_related(request, form, formsets, change)
        if not change:
            for each in companions():
                each.made(request, form.instance)

    def _too_late(self, request: HttpRequest, article: Article) -> HttpResponse:
        """The story moved on while its author was typing. Who changes no stories had no form to type in."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return kept_too_late(request, article)

    def _give_back(
        self,
        request: HttpRequest,
        article: Article | None,
        *,
        title: str,
        template: str = "admin/articles/article/too_late.html",
        **told: Any,
    ) -> HttpResponse:
        """The typed text, saved nowhere; `is_kept` says that an earlier one of the same page was.

        Without a story it was deleted, or is out of this person's sight: which, is told only to who deleted
        it (`deletion`).
        """
        fields = [*ArticleForm.TYPED, *(name for name in request.POST if name.endswith(TYPED_IN_ROWS))]
        context = self.admin_site.each_context(request) | {
            "title": title,
            **told,
            "article": article,
            "texts": [text for text in map(request.POST.get, fields) if text],
            "opts": self.opts,
        }
        return TemplateResponse(request, template, context, status=409)

    # How it will look

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("preview/", view, name="articles_article_preview"), *super().get_urls()]

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """The posted text as readers get it and as a column of print. Nothing is looked up or kept."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        typed = {name: request.POST.get(name, "")[:LONGEST_PREVIEW] for name in PREVIEWED}
        story = Article(**typed)
        context = self.admin_site.each_context(request) | {
            "title": pgettext("how a story looks", "Preview"),
            "story": story,
            "opening": run_in(story.dateline, story.printed_byline),
            "captions": captions_in(request),
            "column": column(story),
            "opts": self.opts,
        }
        is_part = "part" in request.GET
        page = "_preview" if is_part else "preview"
        return TemplateResponse(request, f"admin/articles/article/{page}.html", context)


class TakenBefore(HttpResponseRedirect):
    """To the page of a story whose form had arrived already."""

    def __init__(self, story: Article) -> None:
        self.story = story
        super().__init__(reverse("admin:articles_article_change", args=[story.pk]))


def sections(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The fieldsets and the rows of credits and photos, in `ORDER`."""
    fieldsets = {fieldset.classes: fieldset for fieldset in context["adminform"]}
    rows = {formset.formset.prefix: formset for formset in context["inline_admin_formsets"]}
    found = ({"name": name, "fieldset": fieldsets.get(name), "rows": rows.get(name)} for name in ORDER)
    return [section for section in found if section["fieldset"] or section["rows"]]


def column(story: Article) -> dict[str, int]:
    """The width of a column and the lines that the text takes in it, its opening included."""
    opening = run_in(story.dateline, story.printed_byline)
    texts = [block.text for block in story.blocks if block.kind != BlockKind.PHOTO]
    if texts:
        texts[0] = opening + texts[0]
    return {"width": COLUMN_WIDTH, "lines": lines_of(texts)}


def captions_in(request: HttpRequest) -> list[str]:
    """The captions of the photos that the form holds, in the order of its rows."""
    count = request.POST.get("photos-TOTAL_FORMS", "")
    total = min(int(count), 100) if is_key(Photo, count) else 0
    return [request.POST.get(f"photos-{number}-caption", "") for number in range(total)]


def says_otherwise(request: HttpRequest, story: Article) -> bool:
    """Whether the form that was sent has a text that the story, kept from the same page, has not."""
    names = [name for name in COMPARED if name in request.POST]
    has_other_text = any(clean_body(request.POST[name]) != clean_body(getattr(story, name)) for name in names)
    tags = {tag.casefold() for tag in parse_tags(request.POST.get("tags", ""))}
    towns = set(request.POST.getlist("towns"))
    return (
        has_other_text
        or bool(tags - {name.casefold() for name in story.tags.names()})
        or bool(towns - {str(pk) for pk in story.towns.values_list("pk", flat=True)})
        or not set(words_in_rows(request)) <= words_of_rows(story)
    )


def words_in_rows(request: HttpRequest) -> Iterator[str]:
    """What was typed in rows of credits and photos that stay; of a line of names each."""
    for name in request.POST:
        row, _dash, field = name.rpartition("-")
        if not name.endswith(TYPED_IN_ROWS) or f"{row}-DELETE" in request.POST:
            continue
        text = clean_body(request.POST[name])
        yield from (each.name for each in read_names(text)) if field == "new_photographer" else [text]


def words_of_rows(story: Article) -> set[str]:
    found = {""}
    for photo in story.photos.prefetch_related("credits"):
        found |= {photo.caption, photo.alt_text, photo.place}
        found |= {word for each in photo.credits.all() for word in (each.title, each.printed_text)}
    found |= {word for each in story.credits.all() for word in (each.title, each.printed_text)}
    return {clean_body(word) for word in found}


def key_of(request: HttpRequest) -> UUID | None:
    return uuid_in(request.POST.get("form_key"))


def as_json(response: HttpResponse) -> JsonResponse:
    """Where to go when the form was kept; otherwise that its page has to be shown, with what is wrong."""
    if isinstance(response, TakenBefore):
        return JsonResponse({"address": response.url, "pk": response.story.pk, "before": True})
    if isinstance(response, HttpResponseRedirect):
        return JsonResponse({"address": response.url})
    return JsonResponse({"invalid": True}, status=422)
