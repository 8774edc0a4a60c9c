"""Tags. The library's own page merges tags without asking for a permission, so ours takes its place."""

from __future__ import annotations

from django.contrib import admin
from taggit import admin as taggit_admin
from taggit.models import Tag

from policy.admin import PolicyAdmin

assert taggit_admin.TagAdmin, "registered by its import, so that it can be taken out"
admin.site.unregister(Tag)


@admin.register(Tag)
class TagAdmin(PolicyAdmin[Tag]):
    list_display = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]
