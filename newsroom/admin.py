"""The trail's place in the staff site. What is asked of it stands in `newsroom.trail`."""

from __future__ import annotations

from django.contrib import admin

from audit.models import Entry
from newsroom.trail import EntryAdmin

admin.site.register(Entry, EntryAdmin)
