"""The files of a page go with its row, whoever deletes it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from issues.models import Rendition
from issues.renditions.made import FILES, forget


@receiver(post_delete, sender=Rendition, dispatch_uid="renditions")
def went(sender: type[Rendition], instance: Rendition, **kwargs: Any) -> None:
    names = [getattr(instance, name).name for name in (*FILES, "incoming")]
    transaction.on_commit(lambda: forget(names))
