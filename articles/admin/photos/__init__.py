"""The photo library and the page of one photo: `page` puts the others together."""

from __future__ import annotations

from articles.admin.photos.page import PhotoAdmin

__all__ = ["PhotoAdmin"]
