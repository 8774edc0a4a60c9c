"""What several pages of the staff site show alike."""

from __future__ import annotations

from collections.abc import Iterator

from django import template

from articles.admin import base, history_rows
from articles.models import Article
from articles.revisions.diff import Piece

register = template.Library()


@register.simple_tag
def state_chips(article: Article) -> str:
    """The chips of the list of stories: where the story stands, and its time."""
    return base.state_chips(article)


@register.filter
def folds(pieces: list[Piece]) -> Iterator[history_rows.Fold]:
    """The paragraphs of a comparison, long runs of unchanged ones folded away."""
    return history_rows.folds(pieces)
