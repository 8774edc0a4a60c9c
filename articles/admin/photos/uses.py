"""A picture in a further story, and a loose photo as photo news: pages of one photo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.base import context_of, is_signed, state_chips
from articles.admin.photos.library import thumbnail, uses_by_picture
from articles.models import Article, Photo
from articles.photos.uses import make_photo_news, use_in
from articles.workflow import NotPossible
from people.accounts import user_of
from policy.access import may
from policy.inputs import LONGEST_SEARCH, is_key
from policy.table import Action

# As many stories as one looks through; more are found by their words.
LONGEST_CHOICE = 20


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Words of the story"), required=False, max_length=LONGEST_SEARCH)


class UsesAdmin(admin.ModelAdmin[Photo]):
    def get_urls(self) -> list[URLPattern]:
        use, news = (self.admin_site.admin_view(view) for view in (self.use_view, self.news_view))
        return [
            path("<int:pk>/use/", use, name="articles_photo_use"),
            path("<int:pk>/photo-news/", news, name="articles_photo_news"),
            *super().get_urls(),
        ]

    # In a further story

    def use_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Look for a story, choose it, and the picture stands there too.

        A search and a list, and no autocomplete: that would offer every story one may see, also those that
        one may not illustrate, and would need its script.
        """
        photo = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method == "POST":
            return self._use(request, photo, request.POST.get("story", ""))
        search = SearchForm(request.GET or None)
        words = search.cleaned_data["q"] if search.is_valid() else ""
        found = self._found(request, photo, words.replace("\0", ""))
        context = self.admin_site.each_context(request) | {
            "title": _("Use in another story"),
            "photo": photo,
            "thumbnail": thumbnail(photo),
            "search": search if request.GET else SearchForm(),
            "stories": [(story, state_chips(story)) for story in found[:LONGEST_CHOICE]],
            "are_more": len(found) > LONGEST_CHOICE,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/photo/use.html", context)

    def _found(self, request: HttpRequest, photo: Photo, words: str) -> list[Article]:
        """The stories that this person may illustrate and that have the words, the latest first."""
        stories: QuerySet[Article] = self._may_illustrate(request).exclude(pk=photo.article_id or 0)
        listed = self.admin_site.get_model_admin(Article)
        stories, _are_doubled = listed.get_search_results(request, stories, words)
        rows = Article.objects.filter(pk__in=stories.order_by().values("pk")).order_by("-updated_at", "-pk")
        return list(rows.select_related("stage").prefetch_related("photos")[: LONGEST_CHOICE + 1])

    @staticmethod
    def _may_illustrate(request: HttpRequest) -> QuerySet[Article]:
        return Article.objects.allowed(user_of(request), Action.ADD, label="articles.photo")

    def _use(self, request: HttpRequest, photo: Photo, chosen: str) -> HttpResponse:
        back = reverse("admin:articles_photo_use", args=[photo.pk])
        key = int(chosen) if is_key(Article, chosen) else 0
        story = self._may_illustrate(request).filter(pk=key).first()
        if story is None:
            messages.error(request, _("Choose a story to which you may add photos."))
            return HttpResponseRedirect(back)
        was_signed = is_signed(story)
        try:
            use = use_in(photo, story, by=user_of(request))
        except (NotPossible, PermissionDenied) as error:
            messages.error(request, str(error) or _("You may not take this step."))
            return HttpResponseRedirect(back)
        messages.success(
            request,
            _("The picture stands on %(story)s too. Its caption there is a text of its own: make it fit.")
            % {"story": story},
        )
        if was_signed:
            said = _("Its story was signed off and has to be signed off again: %s") % story
            messages.warning(request, said)
        return HttpResponseRedirect(reverse("admin:articles_photo_change", args=[use.pk]))

    # As photo news

    def news_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a draft of a loose photo; asked by GET nothing is made."""
        photo = get_object_or_404(self.get_queryset(request), pk=pk)
        back = HttpResponseRedirect(reverse("admin:articles_photo_change", args=[pk]))
        if request.method != "POST":
            return back
        try:
            story = make_photo_news(photo, by=user_of(request))
        except NotPossible as error:
            messages.error(request, str(error))
            return back
        messages.success(request, _("A draft of photo news is made of the photo."))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))

    # On the photo's page

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().changeform_view(request, *args, **kwargs)
        context = context_of(response)
        photo = context.get("original") if context else None
        if context is not None and photo is not None:
            context |= self._offers(request, photo)
        return response

    def _offers(self, request: HttpRequest, photo: Photo) -> dict[str, Any]:
        user = user_of(request)
        uses = uses_by_picture([photo], seen_by=user).get(str(photo.image.name), [])
        becomes_news = photo.article is None and may(user, Action.ADD, Article)
        return {
            "uses": uses,
            "is_reusable": bool(photo.image) and self._may_illustrate(request).exists(),
            "becomes_news": becomes_news and may(user, Action.CHANGE, photo),
        }
