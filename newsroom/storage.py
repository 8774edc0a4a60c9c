"""Static files under names that change with their content, so that browsers may keep them for good."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # It has no types.
    """Scripts name the scripts they import by such names too."""

    support_js_module_import_aggregation = True
