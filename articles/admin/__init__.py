"""Staff pages of stories, photos, tags and the stages of the review."""

from __future__ import annotations

from articles.admin.article import ArticleAdmin
from articles.admin.photos import PhotoAdmin
from articles.admin.stage import ReviewStageAdmin
from articles.admin.tag import TagAdmin

__all__ = ["ArticleAdmin", "PhotoAdmin", "ReviewStageAdmin", "TagAdmin"]
