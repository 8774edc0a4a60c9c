"""“Is this story in already?”: a line with the stories that may tell the same, and never a barrier.

It stands on the story's page, for who writes and for who reviews, is kept true by the page's script while
somebody types (`articles.admin.proposals`), and is told once as a warning when a new story is saved.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles.models import Article
from articles.search.duplicates import Draft, Likely, draft_of, known_to, likely
from people.accounts import user_of
from people.models import User
from policy.access import may
from policy.table import Action, State

# While something can still be done about it.
IN_WORK = {State.IMPORTED, State.DRAFT, State.RETURNED, State.SUBMITTED, State.IN_REVIEW}


class LikelyAdmin(admin.ModelAdmin[Article]):
    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        story: Article | None = kwargs.get("obj")
        if story is not None and story.policy_state in IN_WORK and not context.get("is_popup"):
            context["likely"] = rows_for(user_of(request), draft_of(story), but=story.pk)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Who goes on writing has the line on the page.

        The story is read as it is kept: the one at hand was made before its towns and photos were.
        """
        is_left = "_continue" not in request.POST
        if is_left and (warning := in_already(Article.objects.get(pk=obj.pk), user_of(request))):
            messages.warning(request, warning)
        return super().response_add(request, obj, post_url_continue)


def rows_for(user: User, draft: Draft, *, but: int | None) -> list[dict[str, Any]]:
    """What the line says of each: `title`, `told` (who, where it stands, when), and where to read it."""
    return [row_of(found, user) for found in likely(draft, among=known_to(user), but=but)]


def row_of(found: Likely, user: User) -> dict[str, Any]:
    """A story that only readers see is told of as readers see it."""
    story = found.article
    is_seen = may(user, Action.VIEW, story)
    names = [credit.printed_text for credit in story.credits.all()]
    if not names and is_seen and story.filed_by:
        names = [str(story.filed_by)]
    state = str(_("published")) if found.is_public else story.state_label
    at = story.publish_at if found.is_public and story.publish_at else story.created_at
    address = reverse("admin:articles_article_change", args=[story.pk])
    return {
        "title": story.title,
        "told": ", ".join([*dict.fromkeys(names), state, date_format(localtime(at), "m-d")]),
        "address": address if is_seen else story.get_absolute_url(),
        "look": reverse("admin:articles_article_peek", args=[story.pk]) if is_seen else "",
    }


def in_already(story: Article, user: User) -> str:
    """A warning about a story that is kept now, with links; empty where none is like it."""
    rows = rows_for(user, draft_of(story), but=story.pk)
    if not rows:
        return ""
    links = format_html_join(
        "; ",
        '“<a href="{}">{}</a>” ({})',
        ((row["address"], row["title"], row["told"]) for row in rows),
    )
    return format_html("{} {}", _("“%(story)s” may be in already:") % {"story": story}, links)
