"""What search engines and hubs have been told. Readers need none of it."""

from __future__ import annotations

from django.db import models


class Ping(models.Model):
    """The state of a story that a service was last told, or is being told.

    The story is a number, not a key: what was told stays told when a story is deleted.
    """

    class Service(models.TextChoices):
        INDEXNOW = "indexnow", "IndexNow"
        WEBSUB = "websub", "WebSub"

    service = models.CharField(max_length=20, choices=Service)
    story = models.PositiveBigIntegerField()
    state = models.CharField(max_length=100, blank=True)
    # Empty: to be told at the next run. Set without `is_told`: under way, or its run has died.
    begun_at = models.DateTimeField(null=True)
    is_told = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "story"], name="one_ping_of_a_story_a_service"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.story}"
