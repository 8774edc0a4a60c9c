"""What search keeps of a story beside the story."""

from __future__ import annotations

from django.db import models

from articles.models.article import Article


class SearchDocument(models.Model):
    """The folded texts of a story and what it is filed under: `articles.search` makes it, of the story alone.

    Its terms stand beside it: on SQLite in a full-text table, on PostgreSQL in a column of this table that
    Django does not know (`articles.search.postings`). The short columns come first, so that counting reads
    no long ones.
    """

    # Made anew from the story whenever it is missing: no loss to anybody.
    is_momentary = True

    story = models.OneToOneField(
        Article, primary_key=True, on_delete=models.CASCADE, related_name="search_document"
    )
    # See `articles.search.keys`.
    key = models.BigIntegerField(unique=True)
    analyzer = models.PositiveSmallIntegerField()
    facets = models.TextField()
    title = models.TextField()
    byline = models.TextField()
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.story_id}"


class Reindexing(models.Model):
    """A run of `manage.py reindex`: one that was stopped goes on where it was."""

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # The number of the last story that is done.
    reached = models.BigIntegerField(default=0)
    analyzer = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-began_at"]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"
