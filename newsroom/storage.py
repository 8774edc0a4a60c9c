"""Static files under names that change with their content, so that browsers may keep them for good."""

from __future__ import annotations

from django.core.files.base import ContentFile, File
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# What readers on a telephone wait for; the staff's scripts stay as they were written.
OF_READERS = "reader/"


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # It has no types.
    """Scripts name those they import by such names too; those of readers travel without their comments."""

    support_js_module_import_aggregation = True

    def _save(self, name: str, content: File[bytes]) -> str:
        if name.startswith(OF_READERS) and name.endswith(".js"):
            content = ContentFile(jsmin(content.read().decode()).encode())
        saved: str = super()._save(name, content)
        return saved
