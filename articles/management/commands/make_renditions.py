"""Make the sizes and crops of pictures that are missing, all at once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles.images import PictureLost, make_renditions
from articles.models import Photo

PROGRESS_EVERY = 50


class Command(BaseCommand):
    help = "Make missing renditions of photos; may be stopped and run again. First use would make them too."

    def handle(self, *args: Any, **options: Any) -> None:
        photos = Photo.objects.exclude(image="").order_by("-pk")
        total, made, lost = photos.count(), 0, 0
        for number, photo in enumerate(photos.iterator(), start=1):
            try:
                made += make_renditions(photo)
            except PictureLost as error:
                lost += 1
                self.stderr.write(str(error))
            if number % PROGRESS_EVERY == 0 or number == total:
                self.stdout.write(f"{number}/{total}")
        self.stdout.write(
            _("%(made)d renditions made; %(lost)d pictures cannot be read.") % {"made": made, "lost": lost}
        )
