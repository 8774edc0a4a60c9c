"""What several pages of the staff site show alike."""

from __future__ import annotations

from django import template

from articles.admin import base
from articles.models import Article

register = template.Library()


@register.simple_tag
def state_chips(article: Article) -> str:
    """The chips of the list of stories: where the story stands, and its time."""
    return base.state_chips(article)
