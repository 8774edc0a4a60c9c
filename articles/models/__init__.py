"""WHAT: stories, photos, credits, and the record of who signed what."""

from __future__ import annotations

from articles.models.article import Article, ArticleQuerySet
from articles.models.credit import Credit
from articles.models.lists import ListColumns, SavedList
from articles.models.notes import Note, Notice
from articles.models.photo import Photo, PhotoQuerySet
from articles.models.review import ReviewStage, SignOff, StatusChange
from articles.models.revision import Presence, Revision, UnmergedCopy
from articles.models.search import Reindexing, SearchDocument

__all__ = [
    "Article",
    "ArticleQuerySet",
    "Credit",
    "ListColumns",
    "Note",
    "Notice",
    "Photo",
    "PhotoQuerySet",
    "Presence",
    "Reindexing",
    "ReviewStage",
    "Revision",
    "SavedList",
    "SearchDocument",
    "SignOff",
    "StatusChange",
    "UnmergedCopy",
]
