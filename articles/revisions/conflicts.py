"""A save that met somebody else's: what was typed is kept as a copy, and merged when its writer says how."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import CharField, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Credit, Photo, Revision, UnmergedCopy
from articles.revisions import packing
from articles.revisions.keeping import at_version, readable
from articles.revisions.merge_story import Question, Tree, merge_stories, questions
from articles.revisions.snapshot import Row, Snapshot, snapshot
from articles.text import clean_body
from articles.workflow import NotPossible
from audit.trail import record
from people.models import User
from policy.access import may, may_under
from policy.table import Action

# Of a form that does not say which version it began from.
UNKNOWN = 0


def ancestor(article: Article, version: int) -> Revision | None:
    """The story as the form was opened on it; for a form that does not say, the oldest that is kept."""
    if version != UNKNOWN:
        return at_version(article, version)
    kept = Revision.objects.filter(article=article.pk).select_related("base")
    return kept.order_by("number").first()


def begun_from(article: Article, version: int) -> Snapshot:
    """What the form's fields were put into; what the story is now, where nothing older is kept whole."""
    return readable(ancestor(article, version)) or snapshot(article)


def keep_copy(
    article: Article, mine: Snapshot, *, by: User, version: int, form_key: UUID | None
) -> UnmergedCopy:
    """Keep what was typed. Sent twice it is one copy; typed on and sent again it is another.

    The caller holds the story's row.
    """
    own = UnmergedCopy.objects.filter(article=article, by=by)
    data = packing.pack_value(mine)
    same = own.filter(version=version, data=data).exclude(outcome=UnmergedCopy.Outcome.DISCARDED).first()
    if same is not None:
        return same
    is_taken = form_key is not None and own.filter(form_key=form_key).exists()
    copy = UnmergedCopy.objects.create(
        article=article, by=by, version=version, data=data, form_key=None if is_taken else form_key
    )
    record("keep_copy", article, by=by, after={"copy": copy.pk, "version": version})
    return copy


def settle_copy(copy: UnmergedCopy, outcome: UnmergedCopy.Outcome) -> None:
    """The row stays: what was let go can be looked up. A merge is recorded with its revision."""
    copy.settled_at, copy.outcome = timezone.now(), outcome
    copy.save(update_fields=["settled_at", "outcome"])
    if outcome == UnmergedCopy.Outcome.DISCARDED:
        record("discard_copy", copy.article, by=copy.by, before={"copy": copy.pk, "version": copy.version})


def unmerged_of(user: User) -> QuerySet[UnmergedCopy]:
    """The person's own texts that wait to be merged, on stories that the person may see."""
    seen = Article.objects.visible_to(user)
    return UnmergedCopy.objects.open().filter(by=user, article__in=seen).select_related("article")


@dataclass
class Meeting:
    """A copy beside the story as it is now, with what both began from."""

    copy: UnmergedCopy
    article: Article

    @cached_property
    def mine(self) -> Snapshot:
        return packing.unpack_value(self.copy.data)

    @cached_property
    def theirs(self) -> Snapshot:
        return snapshot(self.article)

    @cached_property
    def began(self) -> Revision | None:
        return ancestor(self.article, self.copy.version)

    @cached_property
    def base(self) -> Snapshot | None:
        return readable(self.began)

    @cached_property
    def tree(self) -> Tree:
        return merge_stories(self.base, self.mine, self.theirs)

    @cached_property
    def questions(self) -> list[Question]:
        return questions(self.tree)

    @property
    def saved_since(self) -> QuerySet[Revision]:
        """What others saved meanwhile."""
        kept = Revision.objects.filter(article=self.article.pk).select_related("by")
        return kept.filter(number__gt=self.began.number) if self.began else kept.none()

    @property
    def is_of_photos(self) -> bool:
        """Whether nothing but photos that the story has was changed, as on a photo's own page.

        One that left the story meanwhile would be put on it again.
        """
        if self.base is None or not set(_keys(self.mine["photos"])) <= set(_keys(self.theirs["photos"])):
            return False
        rest = (name for name in ("fields", "towns", "tags", "credits") if self.mine[name] != self.base[name])
        return not any(rest) and _keys(self.mine["photos"]) == _keys(self.base["photos"])

    def may_merge(self, user: User) -> bool:
        """Who may change the story; of a photo, who may change the photos of such a story."""
        changes_photos = self.is_of_photos and may_under(user, Action.CHANGE, Photo, self.article)
        return may(user, Action.CHANGE, self.article) or changes_photos


def _keys(rows: list[Row]) -> list[int]:
    return sorted(row["id"] or 0 for row in rows)


def checked(story: Snapshot) -> Snapshot:
    """The merged story as it may be written. Raises NotPossible, with the place, for what is too long."""
    fields = story["fields"]
    _demand_short(Article, fields)
    photos = [row | {"caption": clean_body(row["caption"])} for row in story["photos"]]
    for photo in photos:
        _demand_short(Photo, photo)
    for credit in [*story["credits"], *(credit for photo in photos for credit in photo["credits"])]:
        _demand_short(Credit, credit)
    return story | {"fields": fields | {"body": clean_body(fields["body"])}, "photos": photos}


def _demand_short(model: type[Article | Photo | Credit], row: Row) -> None:
    for field in model._meta.get_fields():
        value = row.get(field.name)
        if not isinstance(field, CharField) or not isinstance(value, str):
            continue
        try:
            field.run_validators(value)
        except ValidationError as error:
            raise NotPossible(
                _("%(field)s: %(fault)s") % {"field": field.verbose_name, "fault": error.messages[0]}
            ) from error
