"""A corrected text of a page whose stories are drafts already: story by story, by whom it was touched.

Each story of the new text that the text before had is the same draft. What nobody touched says what is
printed now; what somebody worked on stays as it is, and an editor is shown what differs. What is printed no
more stays too, until an editor has looked. The text before is kept as evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Photo, Revision
from articles.revisions.keeping import hold_all, keep
from ingest import correcting
from ingest.correcting import Story
from ingest.crediting import credited
from ingest.drafts import is_untouched, update_draft
from ingest.matching import is_known, match
from ingest.models import Extract, SourcePage
from ingest.page import ParsedStory
from ingest.page.models import Part
from ingest.text import without_space
from issues.models import Issue, Page
from people.models import User
from towns.places import places_on

OUTCOMES = {
    "updated": gettext_lazy("updated: %d"),
    "same": gettext_lazy("as before: %d"),
    "left": gettext_lazy("left as worked on: %d"),
    "gone": gettext_lazy("printed no more: %d"),
    "new": gettext_lazy("new: %d"),
}


@dataclass(frozen=True, slots=True)
class Replaced:
    """How many drafts say what is printed now, did so before, were left as worked on, are printed no more;
    and the keys of the stories of which the text before had nothing.
    """

    updated: int
    same: int
    left: int
    gone: int
    new: tuple[int, ...]

    def __str__(self) -> str:
        """For people; what did not happen is left out."""
        return "，".join(str(OUTCOMES[name] % count) for name, count in self.counts.items() if count)

    @property
    def counts(self) -> dict[str, int]:
        return asdict(self) | {"new": len(self.new)}


def hold(source: SourcePage) -> dict[int, Article]:
    """The drafts of the page's texts, locked with all that a change of them is about: the issue, the page,
    the stories of the issue by their keys, the photos.
    """
    list(Issue.objects.select_for_update(of=("self",)).filter(pages__source=source))
    list(Page.objects.select_for_update(of=("self",)).filter(source=source))
    drafts = source.all_extracts.exclude(article=None).values_list("article", flat=True)
    stories = Article.objects.filter(Q(placements__page__issue__pages__source=source) | Q(pk__in=drafts))
    held = hold_all(stories, photos=Photo.objects.filter(article__in=drafts).values_list("pk", flat=True))
    return {key: held[key] for key in drafts}


def follow(
    before: SourcePage, now: SourcePage, drafts: Mapping[int, Article], *, by: User | None
) -> Replaced:
    """Give each draft to the story that it is in the text which replaced the one `before`.

    The caller has held the drafts and saved both texts, and saves `now.reading` after.
    """
    reading, gazetteer = now.current, places_on(now.date).gazetteer
    fields = {story.key: correcting.story_fields(reading, story.key, gazetteer) for story in reading.stories}
    printed = {key: now.printed(story.lines) for key, story in fields.items()}
    rows = before.all_extracts.filter(article__in=drafts).select_related("source")
    extracts = {extract.pk: extract for extract in rows}
    joined = match({key: extract.printed_text for key, extract in extracts.items()}, printed)
    outcomes: Counter[str] = Counter()
    for key, was in sorted(joined.items()):
        extract = extracts.pop(was)
        draft = drafts[extract.article_id or 0]
        outcomes[_follow(extract, draft, now, key, fields[key], by=by)] += 1
    gone = before.extracts.filter(pk__in=extracts).update(is_open=True)
    now.reading = correcting.to_dict(correcting.accept(reading, list(joined)))
    waiting = [key for key in fields if key not in joined]
    new = tuple(key for key in waiting if not is_known(printed[key], before.text))
    return Replaced(outcomes["updated"], outcomes["same"], outcomes["left"], gone, new)


def _follow(
    extract: Extract, draft: Article, now: SourcePage, key: int, story: ParsedStory, *, by: User | None
) -> str:
    """Update the draft or leave it, and say which. The extract is one of the new text from here on."""
    extract.is_put_right |= extract.order in _put_right(extract.source)
    printed = now.printed(story.lines)
    if extract.is_put_right or not is_untouched(draft):
        outcome = _left(extract, printed)
    else:
        outcome = _updated(extract, draft, now, key, story, by=by)
    extract.source, extract.order = now, key
    extract.lines, extract.printed_text = [list(span) for span in story.lines], printed
    extract.save()
    return outcome


def _updated(
    extract: Extract, draft: Article, now: SourcePage, key: int, story: ParsedStory, *, by: User | None
) -> str:
    places = places_on(now.date)
    people = credited({key: story}, now.current, places)[key]
    doubts = update_draft(draft, story, places, people=people, by=by)
    extract.is_open = False
    if doubts is None:
        return "same"
    extract.doubts = doubts
    keep(draft, by=by, how=Revision.How.INGEST, why=_("Another text of the page came in."))
    return "updated"


def _left(extract: Extract, printed: str) -> str:
    """Where the print differs from what it was when somebody last looked, they have to look again."""
    before = extract.printed_before or extract.printed_text
    is_same = without_space(before) == without_space(printed)
    extract.is_open, extract.printed_before = not is_same, "" if is_same else before
    return "same" if is_same else "left"


def _put_right(source: SourcePage) -> set[int]:
    """The stories that an editor read otherwise than the machine before they became drafts."""
    if not source.is_read:
        return set()
    machine = [
        Story(0, read["kind"], tuple(Part(*part) for part in read["parts"]), section=read["section"])
        for read in source.machine["stories"]
    ]
    stories = source.current.stories
    return {each.key for each in stories if replace(each, key=0, is_accepted=False) not in machine}
