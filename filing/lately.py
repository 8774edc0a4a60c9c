"""What came by a link lately, in words for who sent it.

They read the headline as they sent it, the time, where the story stands, and the reason of a return or of a
refusal, which the desk is told to write for the author. They do not read what the editors made of it, which
stage it is at, who holds it, or when it will appear: the link lies on a telephone that others may hold.
Once an editor has handed the story in as their own, reasons are written to that editor.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from filing.models import FiledStory, FilingLink
from policy.table import Action, State

SHOWN_FOR = dt.timedelta(days=60)
SHOWN = 10

WORDS = {
    State.SUBMITTED: _("story sent"),
    State.IN_REVIEW: _("story being reviewed"),
    State.SIGNED_OFF: _("story accepted"),
    State.RETURNED: _("story to be changed"),
    State.KILLED: _("story not used"),
    State.WITHDRAWN: _("withdrawn"),
    State.DRAFT: _("story with the desk"),
}
# Steps whose note the desk writes for the author.
TOLD = {State.RETURNED: Action.RETURN, State.KILLED: Action.KILL}


@dataclass(frozen=True, slots=True)
class Row:
    story: FiledStory
    state: State
    words: str
    reason: str
    address: str


def lately(link: FilingLink) -> list[Row]:
    recent = link.stories.filter(at__gt=timezone.now() - SHOWN_FOR).select_related("article", "link__person")
    stories = list(recent.prefetch_related("article__status_changes")[:SHOWN])
    public = Article.objects.published().filter(pk__in=[story.article_id for story in stories])
    are_public = set(public.values_list("pk", flat=True))
    return [_row(story, is_public=story.article_id in are_public) for story in stories]


def _row(story: FiledStory, *, is_public: bool) -> Row:
    article = story.article
    state = article.policy_state
    is_theirs = article.filed_by_id in (None, story.link.person.user_id)
    if article.withdrawn_at is not None:
        state = State.WITHDRAWN
    elif state == State.RETURNED and not is_theirs:
        state = State.DRAFT
    return Row(
        story,
        state,
        str(WORDS.get(state, WORDS[State.DRAFT])),
        _reason(article, state) if is_theirs else "",
        article.get_absolute_url() if is_public else "",
    )


def _reason(article: Article, state: State) -> str:
    told = TOLD.get(state)
    return next((step.note for step in article.status_changes.all() if step.action == told), "")
