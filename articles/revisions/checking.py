"""Whether the past of stories is what the audit trail says: asked by `manage.py verify_audit`.

An entry about a story names its revision and the hash of it. The revision must be there, must unpack to that
hash and say the same of who made it and why, and none must be there that no entry names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.models import Article, Revision
from articles.revisions import packing
from articles.revisions.keeping import snapshot_of
from articles.revisions.snapshot import snapshot
from audit.models import Entry

STORY = "articles.article"
ROWS_AT_A_TIME = 500


def revisions_are_kept() -> Iterator[str]:
    """A sentence for each revision that is missing, changed, or without its entry."""
    for key in _keys():
        yield from _twice(_of_one_story, key)


def stories_are_recorded() -> Iterator[str]:
    """A sentence for each story that is another now than its last revision says, or is gone unrecorded."""
    keys = Revision.objects.order_by("article").values_list("article", flat=True).distinct()
    for key in keys.iterator(chunk_size=ROWS_AT_A_TIME):
        yield from _twice(_as_it_stands, key)


def _keys() -> Iterator[int]:
    """Every story that the trail or a revision names."""
    told = Entry.objects.filter(label=STORY).exclude(key="").order_by("key").values_list("key", flat=True)
    named = {int(key) for key in told.distinct().iterator(chunk_size=ROWS_AT_A_TIME) if key.isdecimal()}
    yield from sorted(named)
    kept = Revision.objects.order_by("article").values_list("article", flat=True).distinct()
    yield from (key for key in kept.iterator(chunk_size=ROWS_AT_A_TIME) if key not in named)


def _twice(check: Callable[[int], list[str]], key: int) -> list[str]:
    """What is still wrong when looked at again: the story may have been saved between two queries."""
    return check(key) and check(key)


def _of_one_story(key: int) -> list[str]:
    kept = {each.number: each for each in Revision.objects.filter(article=key).select_related("base")}
    named: dict[int, Entry] = {}
    deletions = []
    for entry in _entries(key):
        deletions.append(str(entry.before_values.get("deletion", "")))
        told = entry.after_values
        if "revision" in told:
            named[told["revision"]] = entry
    is_purged = _were_purged(deletions)
    found = [
        _wrong(key, number, kept.get(number), entry, is_purged=is_purged) for number, entry in named.items()
    ]
    without = _("Version %(number)d of story %(story)d stands without an entry in the trail.")
    found += [without % {"number": number, "story": key} for number in sorted(kept.keys() - named.keys())]
    return [problem for problem in found if problem]


def _were_purged(deletions: list[str]) -> bool:
    """A deletion that can be undone leaves the revisions; after it is final they are gone."""
    return Entry.objects.filter(label="audit.deletion", key__in=deletions, action="purge").exists()


def _entries(key: int) -> QuerySet[Entry]:
    return Entry.objects.filter(label=STORY, key=str(key)).order_by("number")


def _wrong(key: int, number: int, kept: Revision | None, entry: Entry, *, is_purged: bool) -> str:
    values = {"number": number, "story": key, "entry": entry.number}
    if kept is None:
        missing = _("Version %(number)d of story %(story)d is missing: entry %(entry)d tells of it.")
        return "" if is_purged else missing % values
    if kept.sha256 == entry.after_values.get("sha256") and _is_told(kept, entry) and _is_whole(kept):
        return ""
    return _("Version %(number)d of story %(story)d was changed: entry %(entry)d has another hash.") % values


def _is_told(kept: Revision, entry: Entry) -> bool:
    """Whether it says the same as its entry of who made it, how, with which step and why."""
    said = (kept.by_id, kept.how, kept.step or entry.action, kept.why)
    return said == (entry.actor, entry.how, entry.action, entry.note)


def _is_whole(kept: Revision) -> bool:
    """Whether its bytes are what was kept; the row that they build on may be gone."""
    try:
        snapshot_of(kept)
    except packing.Damaged:
        return False
    return True


def _as_it_stands(key: int) -> list[str]:
    last = Revision.objects.filter(article=key).order_by("-number").first()
    story = Article._base_manager.filter(pk=key).first()
    if last is None:
        return []
    if story is None:
        gone = _entries(key).filter(action="delete").exists()
        return [] if gone else [_("Story %d is gone without a record.") % key]
    text = packing.as_text(snapshot(story))
    if packing.sha256(text) == last.sha256:
        return []
    return [
        _("Story %(story)d was changed without a record since its version %(number)d.")
        % {"story": key, "number": last.number}
    ]
