"""Staff pages of stories and photos."""

from __future__ import annotations

from articles.admin.article import ArticleAdmin
from articles.admin.photo import PhotoAdmin

__all__ = ["ArticleAdmin", "PhotoAdmin"]
