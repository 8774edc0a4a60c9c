"""A story: its text as the paper prints it, and the facts that decide who may read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles import clock
from articles.models.scoping import in_states, whose
from articles.text import Block, blocks, body_length, shortened, text_hash
from people.models import Desk, User
from policy import table
from policy.table import Scope, State
from towns.models import County, Town

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from articles.models.credit import Credit
    from articles.models.notes import Note
    from articles.models.photo import Photo
    from articles.models.review import SignOff, StatusChange

# Genres that are printed without a headline.
HEADLESS_GENRES = ["brief", "photo"]
# Copy that nobody has to be able to print yet, or ever.
UNFILED = ["draft", "returned", "killed"]
DASH = "——"
STORY_STATES = set(State) - {State.LOOSE}


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> ArticleQuerySet:
        """What the public may see: signed off, its time passed by the database's clock, not withdrawn.

        "Passed" is judged at the moment of the whole answer (`articles.clock`).

        The one public rule. Every view, feed, count and picture starts here, so nothing has to run
        for a scheduled story to appear.
        """
        return self.filter(status=Article.Status.SIGNED_OFF, publish_at__lte=clock.now(), withdrawn_at=None)

    def visible_to(self, user: User) -> ArticleQuerySet:
        """What a member of staff may see."""
        return self.allowed(user, table.Action.VIEW)

    def allowed(
        self, user: User, action: table.Action, *, label: str = "articles.article"
    ) -> ArticleQuerySet:
        """The stories on which the policy table lets the user take the action, as a query.

        `policy.access.may` asks the same of one story. What the table cannot say (own copy, other stages)
        is judged by the workflow. With another `label` the stories on whose photos or credits they may.
        """
        reach = table.scopes_by_state(user.roles, action, label)
        everywhere = set(reach.values()) if set(reach) >= STORY_STATES else set()
        if len(everywhere) == 1:
            return self.filter(whose(user, everywhere.pop()))
        condition = Q(pk__in=[])
        for scope in set(reach.values()):
            states = [state for state in reach if reach[state] == scope]
            condition |= in_states(states) & whose(user, scope)
        return self.filter(condition)

    def for_town(self, town: Town) -> ArticleQuerySet:
        """By the town's own rows: joined, SQLite begins at all that was ever published."""
        return self.filter(pk__in=Article.towns.through.objects.filter(town=town).values("article"))

    def search(self, typed: str) -> ArticleQuerySet:
        """Those that the typed query finds (`articles.search.query`), in whatever order and state they are.

        Another query on the rows: it may be filtered, ordered and counted like any. What asks nothing finds
        nothing. Readers' pages ask `articles.search.finding`, which reads no more than it shows.
        """
        from articles.search.staff import found_by  # noqa: PLC0415  # Made of stories: it stands above.

        return self.filter(found_by(typed))

    def newest_first(self) -> ArticleQuerySet:
        """Of stories that have a time. Any word on those without keeps PostgreSQL from using the index."""
        return self.order_by("-publish_at", "-pk")

    def for_list(self) -> ArticleQuerySet:
        """What a list shows of a story, in a fixed number of queries."""
        return self.select_related("county").prefetch_related("towns", "photos")


class Article(models.Model):
    """A story or a photo story (genre photo: the caption is the text).

    `status`, the times and the withdrawal are written by `articles.workflow` alone.
    """

    class Genre(models.TextChoices):
        NEWS = "news", _("news")
        FEATURE = "feature", _("feature")
        BRIEF = "brief", _("brief")
        COMMENT = "comment", _("comment")
        PHOTO = "photo", _("photo news")
        CORRECTION = "correction", _("correction")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        IN_REVIEW = "in_review", _("in review")
        SIGNED_OFF = "signed_off", _("signed off")
        RETURNED = "returned", _("returned for changes")
        KILLED = "killed", _("killed")

    class WithdrawalReason(models.TextChoices):
        """What readers of a withdrawn story are told."""

        FACTS = "facts", _("its facts were wrong")
        REQUEST = "request", _("a person concerned asked for it")
        RIGHTS = "rights", _("of a question of rights")
        LAW = "law", _("the law demands it")
        SLIP = "slip", _("it appeared by mistake")

    kicker = models.CharField(
        _("kicker"), max_length=120, blank=True, help_text=_("The line above the headline.")
    )
    headline = models.CharField(
        _("headline"), max_length=120, blank=True, help_text=_("Briefs and photo news may do without.")
    )
    deck = models.CharField(
        _("deck"), max_length=160, blank=True, help_text=_("The line below the headline, without its dash.")
    )
    dateline = models.CharField(_("dateline"), max_length=60, blank=True, help_text=_("Such as 本报讯."))
    printed_byline = models.CharField(
        _("printed byline"),
        max_length=200,
        blank=True,
        help_text=_(
            "As it is printed, such as 记者 王燕 通讯员 郭锦萍. Who is meant stands in the credits below."
        ),
    )
    body = models.TextField(
        _("body"),
        blank=True,
        help_text=_(
            "One line a paragraph, no indents. A line that begins with ## is a subhead, with > a quotation."
        ),
    )
    genre = models.CharField(_("genre"), max_length=20, choices=Genre, default=Genre.NEWS)
    county = models.ForeignKey(
        County,
        verbose_name=_("county"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
        help_text=_("The county the story is set in; needed only where no town is named."),
    )
    towns = models.ManyToManyField(Town, verbose_name=_("towns"), blank=True, related_name="articles")
    tags = TaggableManager(_("tags"), blank=True, help_text=_("Separated by commas, Chinese or Western."))
    planned_length = models.PositiveIntegerField(
        _("planned length"), null=True, blank=True, help_text=_("In characters, punctuation included.")
    )
    planned_for = models.DateField(
        _("planned issue"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("The day the story is meant for, before it stands on a page."),
    )
    is_cut_off = models.BooleanField(
        _("cut off"),
        default=False,
        help_text=_("The text ends before its end: an editor has to complete it or let it stand."),
    )
    note = models.TextField(
        _("note to the editor"), blank=True, help_text=_("For the newsroom only; never shown to readers.")
    )
    desk = models.ForeignKey(
        Desk,
        verbose_name=_("desk"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
        help_text=_("The desk that reviews the story. Left empty, it waits for whichever desk takes it."),
    )
    corrects = models.ForeignKey(
        "self",
        verbose_name=_("corrects"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="corrections",
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False
    )
    stage = models.ForeignKey(
        "ReviewStage",
        verbose_name=_("stage"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="waiting",
    )
    publish_at = models.DateTimeField(_("publication time"), null=True, blank=True, editable=False)
    # Set: readers get the story then, before its issue, and it keeps that time whatever its issue does.
    web_first_at = models.DateTimeField(_("web first at"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawal_reason = models.CharField(
        _("reason of the withdrawal"), max_length=20, choices=WithdrawalReason, blank=True, editable=False
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("filed by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="filed_articles",
    )
    # Made with the form that files the story, and with each form that changes it: on a poor line a form is
    # sent twice, and still makes one story and one change.
    filing_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    saved_key = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = ArticleQuerySet.as_manager()

    if TYPE_CHECKING:
        corrections: RelatedManager[Article]
        credits: RelatedManager[Credit]
        notes: RelatedManager[Note]
        photos: RelatedManager[Photo]
        sign_offs: RelatedManager[SignOff]
        status_changes: RelatedManager[StatusChange]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [
            models.Index("status", F("publish_at").desc(), name="article_status_newest"),
            models.Index(fields=["-updated_at"], name="article_last_updated"),
            # What readers may see, newest first; counts find the county here and leave the texts alone.
            models.Index(
                "status",
                F("publish_at").desc(),
                F("id").desc(),
                "county",
                condition=Q(withdrawn_at__isnull=True),
                name="article_public_newest",
            ),
            models.Index(
                "status",
                F("publish_at").desc(),
                F("id").desc(),
                condition=Q(corrects__isnull=False),
                name="corrections_newest",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(headline="") | Q(status__in=UNFILED) | Q(genre__in=HEADLESS_GENRES),
                name="filed_article_has_headline",
                violation_error_message=_("Only briefs and photo news may be filed without a headline."),
            ),
            models.CheckConstraint(
                condition=Q(status="in_review", stage__isnull=False)
                | (~Q(status="in_review") & Q(stage=None)),
                name="article_in_review_has_a_stage",
            ),
            models.CheckConstraint(
                condition=Q(genre="correction", corrects__isnull=False)
                | (~Q(genre="correction") & Q(corrects=None)),
                name="correction_corrects_a_story",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", kwargs={"pk": self.pk})

    @property
    def title(self) -> str:
        """The headline, or the beginning of the text where none is printed."""
        return self.headline or shortened(self.body or self.first_caption) or str(_("(untitled)"))

    @property
    def policy_state(self) -> State:
        """Where the story stands, as the policy table names it."""
        if self.status == self.Status.SIGNED_OFF and self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.status == self.Status.DRAFT and self.filed_by_id is None and not self._state.adding:
            return State.IMPORTED
        return State(self.status)

    def lies_within(self, scope: Scope, user: User) -> bool:
        """Whether the story is in the user's scope. Whose it is costs a query, so that is asked last."""
        if self._state.adding or (scope >= Scope.POOL and self.desk_id is None):
            return True
        if scope >= Scope.DESK and self.desk_id in user.desk_ids:
            return True
        return self._is_of(user)

    def _is_of(self, user: User) -> bool:
        """Asked of the database once a person: a page of the story asks forty times, each right by itself.

        What matters is asked anew, since every step reads the story anew under its lock.
        """
        if user.pk not in self._is_whose:
            own = Article.objects.filter(whose(user, Scope.OWN), pk=self.pk)
            self._is_whose[user.pk] = own.exists()
        return self._is_whose[user.pk]

    @cached_property
    def _is_whose(self) -> dict[int, bool]:
        """The answers of `_is_of`, for as long as the story is not read from the database again."""
        return {}

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.pop("_is_whose", None)
        super().refresh_from_db(*args, **kwargs)

    @property
    def was_printed(self) -> bool:
        """Whether the story came in from a printed page and nobody has handed it in since.

        What came by a filing link was filed by no account, but has the key of its form.
        """
        return self.filed_by_id is None and self.filing_key is None

    @property
    def state_label(self) -> str:
        """In the words of the desk: 二审 while it is there, 撤稿, or the status."""
        if self.policy_state == State.WITHDRAWN:
            return str(_("withdrawn"))
        if self.policy_state == State.IMPORTED:
            return str(_("imported draft"))
        return self.stage.name if self.stage else self.get_status_display()

    @property
    def choice_label(self) -> str:
        """What tells it from stories of like headlines where one is chosen for a page."""
        return str(
            _("%(title)s (%(state)s, %(length)d characters)")
            % {"title": self.title, "state": self.state_label, "length": self.length}
        )

    @property
    def first_caption(self) -> str:
        return next((photo.caption for photo in self.photos.all()), "") if self.pk else ""

    @property
    def blocks(self) -> Iterator[Block]:
        return blocks(self.body)

    @property
    def length(self) -> int:
        """字数 of the body, or of the captions where these are the text."""
        text = self.body or ("\n".join(photo.caption for photo in self.photos.all()) if self.pk else "")
        return body_length(text)

    @property
    def printed_deck(self) -> str:
        """The deck as printed: a feature's begins with a dash, a news story's does not."""
        is_dashed = self.genre == self.Genre.FEATURE and self.deck
        return f"{DASH}{self.deck}" if is_dashed else self.deck

    @property
    def is_photo_news(self) -> bool:
        return self.genre == self.Genre.PHOTO

    def signed_text(self) -> dict[str, Any]:
        """What a sign-off is about: text, captions, pictures and credits, nothing else.

        Photos and credits in the order of their places, which is their models' own.
        """
        photos = [photo.signed_parts() for photo in self.photos.all()]
        return {**self.signed_parts(), "photos": photos, "credits": self._signed_credits()}

    def text_hash(self) -> str:
        return text_hash(self.signed_text())

    def signed_parts(self) -> dict[str, Any]:
        fields = ("genre", "kicker", "headline", "deck", "dateline", "printed_byline", "body")
        return {field: getattr(self, field) for field in fields}

    def _signed_credits(self) -> list[list[Any]]:
        return [credit.signed_parts() for credit in self.credits.all()]
