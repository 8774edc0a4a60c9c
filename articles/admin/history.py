"""The pages of a story's past: its versions one by one, two of them side by side, and the way back to one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.base import is_signed, tell_if_void
from articles.admin.history_rows import Row, read, rows_of
from articles.models import Article, Photo, Revision
from articles.models.photo import PhotoQuerySet
from articles.revisions import applying
from articles.revisions.changes import NOTHING, compare_snapshots
from articles.revisions.keeping import latest
from articles.revisions.snapshot import Snapshot, snapshot
from articles.workflow import NotPossible
from people.accounts import user_of
from people.models import User
from policy.inputs import is_key, number_in, reason_in

# Versions in the list beside the comparison; older ones stand on further pages of it.
A_PAGE = 40


class HistoryAdmin(admin.ModelAdmin[Article]):
    """For whoever may see the story; back to a version brings it who may change it."""

    def get_urls(self) -> list[URLPattern]:
        versions = self.admin_site.admin_view(self.versions_view)
        restore = self.admin_site.admin_view(self.restore_view)
        return [
            path("<int:pk>/versions/", versions, name="articles_article_versions"),
            path("<int:pk>/versions/<int:number>/restore/", restore, name="articles_article_restore"),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's own link of the history leads here: its versions are the story's history."""
        if not is_key(Article, object_id):
            raise Http404
        return self.versions_view(request, int(object_id))

    # Looking

    def versions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        last = latest(article)
        new, old = _chosen(request, last.number if last else 0)
        page = _page(request, new, last.number) if last and "part" not in request.GET else range(0)
        rows = _rows(article, around(new, old, *page) | {1})
        context: dict[str, Any] = {
            "article": article,
            "last": last.number if last else 0,
            "address": reverse("admin:articles_article_versions", args=[pk]),
            **_compared(rows, old, new, user=user_of(request)),
        }
        if last and new != last.number and self.has_change_permission(request, article):
            context["restore"] = reverse("admin:articles_article_restore", args=[pk, new])
        if last and "part" in request.GET:
            return TemplateResponse(request, "admin/articles/article/_versions_part.html", context)
        context |= _list(rows, page, new=new, old=old, last=last.number if last else 0)
        return self._page_of(request, "versions", context, title=gettext_lazy("Versions of the story"))

    def _page_of(self, request: HttpRequest, name: str, context: dict[str, Any], **more: Any) -> HttpResponse:
        status = more.pop("status", 200)
        whole = self.admin_site.each_context(request) | {"opts": self.opts} | context | more
        return TemplateResponse(request, f"admin/articles/article/{name}.html", whole, status=status)

    # Bringing back

    def restore_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Say what will be another then, and do it when it was posted for the story as it was shown."""
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        kept = Revision.objects.select_related("by", "base")
        revision = get_object_or_404(kept, article=article.pk, number=number)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        if (content := read(revision)) is None:
            messages.error(request, _("This version is damaged and cannot be read."))
            return HttpResponseRedirect(reverse("admin:articles_article_versions", args=[pk]))
        if request.method != "POST":
            return self._ask_to_restore(request, article, revision, content)
        try:
            return self._restore(request, article, revision)
        except applying.SavedMeanwhile as error:
            messages.error(request, str(error))
            article.refresh_from_db()
            return self._ask_to_restore(request, article, revision, content, status=409)
        except NotPossible as error:
            messages.error(request, str(error))
            return self._ask_to_restore(request, article, revision, content)

    def _restore(self, request: HttpRequest, article: Article, revision: Revision) -> HttpResponse:
        with transaction.atomic():
            locked = Article.objects.select_for_update().get(pk=article.pk)
            if not self.has_change_permission(request, locked):
                raise PermissionDenied
            was_signed = is_signed(locked)
            remarks = applying.restore(
                locked,
                revision,
                by=user_of(request),
                version=number_in(request.POST.get("version")) or 0,
                why=reason_in(request.POST.get("why")),
            )
        messages.success(request, _("Version %(number)d is brought back.") % {"number": revision.number})
        tell_if_void(request, locked, was_signed=was_signed)
        for remark in remarks:
            messages.warning(request, remark)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def _ask_to_restore(
        self,
        request: HttpRequest,
        article: Article,
        revision: Revision,
        content: Snapshot,
        *,
        status: int = 200,
    ) -> HttpResponse:
        now = snapshot(article)
        # Where the story stands and on which page is never brought back.
        then = content | {"state": now["state"], "placements": now["placements"]}
        signed = article.sign_offs.filter(voided_at=None).select_related("by")
        kept_photos = {photo["id"] for photo in content["photos"]}
        context = {
            "article": article,
            "chosen": Row(revision, content),
            **_told(now, then, user=user_of(request)),
            "voided": list(signed) if article.text_hash() != revision.text_hash else [],
            "leaving": [photo for photo in article.photos.all() if photo.pk not in kept_photos],
            "why": reason_in(request.POST.get("why")),
        }
        title = gettext_lazy("Bring back a version")
        return self._page_of(request, "versions_restore", context, title=title, status=status)


# What was asked for ---------------------------------------------------------------------------------------


def _chosen(request: HttpRequest, last: int) -> tuple[int, int]:
    """The newer version and the older one; 0 where there is none."""
    new = _number(request, "new", last, last)
    old = _number(request, "old", max(new - 1, 0), last)
    return max(new, old), min(new, old)


def _number(request: HttpRequest, name: str, otherwise: int, last: int) -> int:
    typed = request.GET.get(name, "")
    if not typed:
        return otherwise
    number = number_in(typed)
    if number is None or not 1 <= number <= last:
        raise Http404
    return number


def _page(request: HttpRequest, new: int, last: int) -> range:
    """The numbers on the page of the list that was asked for, or has the chosen version."""
    top = _number(request, "from", last - (last - new) // A_PAGE * A_PAGE, last)
    return range(max(top - A_PAGE, 0) + 1, top + 1)


def around(*numbers: int) -> set[int]:
    """The versions and their neighbours, by which each is told what changed and how long it stood."""
    return {number + step for number in numbers for step in (-1, 0, 1)}


# What is shown --------------------------------------------------------------------------------------------


def _rows(article: Article, numbers: set[int]) -> dict[int, Row]:
    """The versions of these numbers, each told apart from the one before it."""
    kept = Revision.objects.filter(article=article.pk, number__in=sorted(numbers))
    sign_offs = article.sign_offs.select_related("by", "voided_by", "stage").order_by("at", "pk")
    rows = rows_of(kept.select_related("by", "base").order_by("number"), list(sign_offs))
    return {row.number: row for row in rows}


def _compared(rows: dict[int, Row], old: int, new: int, *, user: User) -> dict[str, Any]:
    """The two versions and what differs; of the first one, which has none before it, all it says."""
    chosen, against = rows.get(new), rows.get(old)
    if chosen is None:
        return {}
    context: dict[str, Any] = {"chosen": chosen, "against": against}
    if chosen.snapshot is None or (against and against.snapshot is None):
        return context
    before = against.snapshot if against else chosen.snapshot
    return context | _told(before or NOTHING, chosen.snapshot, user=user, whole=against is None)


def _told(before: Snapshot, after: Snapshot, *, user: User, whole: bool = False) -> dict[str, Any]:
    """What differs, and of each photo that does a photo through which this person may look at its picture."""
    comparison = compare_snapshots(before, after, whole=whole)
    names = {name for photo in comparison.photos for name in (photo.before, photo.after) if name}
    seen: PhotoQuerySet = Photo.objects.visible_to(user).filter(image__in=names)
    keys = dict(seen.order_by("pk").values_list("image", "pk"))
    photos = [(photo, keys.get(photo.before), keys.get(photo.after)) for photo in comparison.photos]
    return {"comparison": comparison, "photos": photos}


def _list(rows: dict[int, Row], page: range, *, new: int, old: int, last: int) -> dict[str, Any]:
    """The newest first, what may be chosen, and where the page before and the one after begin."""
    return {
        "rows": [rows[number] for number in reversed(page) if number in rows],
        "choices": [rows[number] for number in sorted({1, new, old, *page} & rows.keys(), reverse=True)],
        "newer": min(page.stop - 1 + A_PAGE, last) if page and page.stop - 1 < last else 0,
        "older": page.start - 1 if page else 0,
    }
