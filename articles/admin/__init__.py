"""Staff pages of stories and photos."""

from __future__ import annotations

from articles.admin.article import ArticleAdmin
from articles.admin.photo import PhotoAdmin
from articles.admin.tag import TagAdmin

__all__ = ["ArticleAdmin", "PhotoAdmin", "TagAdmin"]
