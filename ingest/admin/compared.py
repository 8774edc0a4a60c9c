"""What a corrected text changed of drafts that were worked on, or left without a place, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from articles.models import Article
from articles.revisions.diff import Kind, Piece, compare
from articles.text import shortened
from ingest.drafts import is_untouched
from ingest.models import Extract, SourcePage
from people.models import User
from policy.access import may
from policy.table import Action


@dataclass(frozen=True, slots=True)
class Compared:
    """A draft to be looked at: `pieces` are what differs in print; printed no more, it has none."""

    extract: int
    name: str
    address: str
    is_deleted: bool
    may_bin: bool
    pieces: list[Piece]


def compared_rows(source: SourcePage, *, user: User) -> list[Compared]:
    """A draft that the person may not see is named by its print alone, and has no address."""
    opened = source.all_extracts.filter(is_open=True).select_related("article").order_by("source", "order")
    seen = set(Article.objects.visible_to(user).filter(extract__in=opened).values_list("pk", flat=True))
    return [_compared(extract, user, is_seen=extract.article_id in seen, source=source) for extract in opened]


def _compared(extract: Extract, user: User, *, is_seen: bool, source: SourcePage) -> Compared:
    draft, is_gone = extract.article, extract.source_id != source.pk
    return Compared(
        extract.pk,
        str(draft) if is_seen else shortened(extract.printed_text),
        reverse("admin:articles_article_change", args=[extract.article_id]) if is_seen else "",
        is_deleted=draft is None,
        may_bin=bool(is_gone and draft and not extract.is_put_right and _may_bin(draft, user)),
        pieces=[] if is_gone else _differing(extract),
    )


def _differing(extract: Extract) -> list[Piece]:
    pieces = compare(extract.printed_before, extract.printed_text)
    return [piece for piece in pieces if piece.kind != Kind.SAME]


def _may_bin(draft: Article, user: User) -> bool:
    return may(user, Action.DELETE, draft) and is_untouched(draft)
