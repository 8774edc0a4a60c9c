"""What a form answers whose save cannot be taken: the text is kept, and its writer is led to it."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.base import context_of
from articles.admin.typed import Filled, typed_plainly
from articles.models import Article, UnmergedCopy
from articles.revisions.conflicts import UNKNOWN, begun_from, keep_copy
from articles.revisions.keeping import hold
from people.accounts import user_of
from policy.inputs import number_in, uuid_in


class ToTheCopy(HttpResponseRedirect):
    """To the page of the text that was kept; always asked for with GET, so that it can be loaded again."""

    status_code = HTTPStatus.SEE_OTHER

    def __init__(self, copy: UnmergedCopy) -> None:
        super().__init__(address_of(copy))


def address_of(copy: UnmergedCopy) -> str:
    return reverse("admin:articles_article_merge", args=[copy.article_id, copy.pk])


def kept_apart(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """The answer to a story's form that is stale and otherwise right; of any other None.

    Django's transaction has ended by now: of the story nothing was saved, and the copy is kept in one of its
    own.
    """
    context = context_of(response)
    if context is None or context.get("original") is None or not context["errors"]:
        return None
    key = uuid_in(request.POST.get("form_key"))
    filled = Filled(context["adminform"].form, context["inline_admin_formsets"], by=user_of(request), key=key)
    with transaction.atomic():
        article = hold(context["original"])
        version = _version_of(filled, article)
        if key is not None and key == article.saved_key and version != UNKNOWN:
            # The same page was saved before: what was typed since began from that save.
            version += 1
        start = begun_from(article, version)
        if not filled.is_only_stale(start):
            return None
        copy = keep_copy(article, filled.snapshot(start), by=filled.by, version=version, form_key=key)
    _say_what_was_not_done(request)
    return ToTheCopy(copy)


def kept_too_late(request: HttpRequest, article: Article) -> HttpResponse:
    """The story moved on while its author was typing: the text stays the author's own, as it was sent."""
    sent = number_in(request.POST.get("version"))
    with transaction.atomic():
        held = hold(article)
        version = sent if sent is not None and 0 < sent <= held.version else UNKNOWN
        mine = typed_plainly(request.POST, begun_from(held, version), by=user_of(request))
        key = uuid_in(request.POST.get("form_key"))
        copy = keep_copy(held, mine, by=user_of(request), version=version, form_key=key)
    return ToTheCopy(copy)


def _version_of(filled: Filled, article: Article) -> int:
    """A form whose version cannot be, or that is stale in its rows alone, was put together by hand."""
    version = filled.form.begun
    is_stale = version is not None and 0 < version <= article.version and bool(filled.form.errors)
    return version if version is not None and is_stale else UNKNOWN


def _say_what_was_not_done(request: HttpRequest) -> None:
    if request.POST.get("_step"):
        messages.warning(request, _("The step was not taken: merge the two texts first."))
