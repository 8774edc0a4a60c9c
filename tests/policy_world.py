"""The world of the policy test: one visitor for each role, and a thing in every state and relation to them.

Every text carries the number of its thing (Canary70123), so that any answer of the staff site shows by
itself whose things it tells about. What a visitor may do is worked out here from the table and the plain
relation of the thing to the visitor, and not with the queries of the product.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.test import TestCase
from taggit.models import Tag

from articles.models import Article, Note, ReviewStage, SignOff, StatusChange
from articles.revisions.keeping import hold_all
from audit.bin import discard
from audit.trail import record
from coverage.models import Assignment
from filing.models import FilingLink
from ingest.models import Extract, SourcePage
from issues.models import IssueTemplate, NoPaperDay
from people.models import CountyDesk, Desk, MastheadLine, Person, Unit, User
from policy import table
from policy.roles import REVIEWERS, Role
from policy.table import Action, Scope, State
from tests.make import (
    FAR_AHEAD,
    LONG_AGO,
    make_article,
    make_county,
    make_credit,
    make_issue,
    make_page,
    make_photo,
    make_picture,
    make_placement,
    make_town,
    make_user,
    stored_picture,
)
from towns.models import Village

EVERY_ROLE = frozenset(Role)
# Who comes to the door. A superuser holds every role; an account may hold two, or none.
CAST: dict[str, frozenset[Role]] = {
    **{role.key: frozenset({role}) for role in Role},
    "two_roles": frozenset({Role.REPORTER, Role.PAGE_DESIGNER}),
    "no_role": frozenset(),
    "superuser": EVERY_ROLE,
}
ANONYMOUS, OUTSIDER = "anonymous", "outsider"  # Nobody, and an account that is not the staff's.

# How a story may be the visitor's: handed in, credited, on its photo too; on a desk, on none, on another's.
OWN = ("filed", "credited", "photographed")
SHARED = {"desk": Scope.DESK, "pool": Scope.POOL, "other": Scope.ALL}


@dataclass(frozen=True)
class Position:
    """Where a story stands: a state of the table, and what the table does not tell apart."""

    name: str
    state: State
    stage: int | None = None
    is_public: bool = False

    @property
    def signed_stages(self) -> int:
        return len(REVIEWERS) if self.state in (State.SIGNED_OFF, State.WITHDRAWN) else self.stage or 0


POSITIONS = (
    *(Position(state.value, state) for state in (State.IMPORTED, State.DRAFT, State.SUBMITTED)),
    *(Position(f"at stage {number + 1}", State.IN_REVIEW, number) for number in range(len(REVIEWERS))),
    Position("signed off", State.SIGNED_OFF),
    Position("published", State.SIGNED_OFF, is_public=True),
    *(Position(state.value, state) for state in (State.RETURNED, State.KILLED, State.WITHDRAWN)),
)
BY_NAME = {position.name: position for position in POSITIONS}
SOME = [BY_NAME[name] for name in ("draft", "at stage 2", "signed off", "killed")]


@dataclass(frozen=True)
class Thing:
    """A row of the world, with what rights on it depend on. Only stories and photos have a state."""

    label: str
    pk: int
    number: int
    state: State | None = None
    position: Position | None = None
    owners: frozenset[str] = frozenset()
    lies: Scope = Scope.ALL
    relation: str = ""
    signers: frozenset[str] = frozenset()
    is_placed: bool = False
    photo: int = 0

    def __str__(self) -> str:
        where = f" {self.position.name}" if self.position else ""
        return f"{self.label}{where} ({self.relation or 'the one'})"

    def after_an_edit(self) -> Thing:
        """What was signed stands at the first stage again once its text is saved anew."""
        if self.position is None or not self.position.signed_stages or self.state == State.WITHDRAWN:
            return self
        return replace(self, state=State.IN_REVIEW, position=BY_NAME["at stage 1"], signers=frozenset())

    def scope_for(self, visitor: str) -> Scope:
        return Scope.OWN if visitor in self.owners else self.lies


def allowed(visitor: str, action: Action, thing: Thing, label: str = "") -> bool:
    """What the table says: by state, where there are states, and by whose it is."""
    reach = table.scope(CAST.get(visitor, frozenset()), action, label or thing.label, thing.state)
    return reach > Scope.NONE and thing.scope_for(visitor) <= reach


@dataclass
class World:
    users: dict[str, User] = field(default_factory=dict)
    stories: list[Thing] = field(default_factory=list)
    photos: list[Thing] = field(default_factory=list)
    others: list[Thing] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(70001))

    @property
    def things(self) -> list[Thing]:
        return [*self.stories, *self.photos, *self.others]

    def of(self, label: str) -> list[Thing]:
        return [thing for thing in self.things if thing.label == label]

    def stories_for(self, visitor: str) -> list[Thing]:
        """The visitor's own stories, and those that are nobody's among the visitors: one of each kind."""
        return [s for s in self.stories if visitor in s.owners | s.signers or s.relation in SHARED]

    def walked(self, label: str, visitor: str) -> list[Thing]:
        """What goes singly through the doors: own things and the farthest in reach in every state.

        Of the others some states; lists, searches and actions on lists are asked about everything.
        """
        fully = ("filed", farthest_in_reach(visitor))
        if label == "articles.article":
            return [s for s in self.stories_for(visitor) if s.relation in fully or s.position in SOME]
        if label != "articles.photo":
            return self.of(label)
        mine = [photo for photo in self.photos if visitor in photo.owners or not photo.owners]
        return [p for p in mine if p.state == State.LOOSE or (p.relation in fully and p.position in SOME)]


def farthest_in_reach(visitor: str) -> str:
    """The relation of the stories that the visitor may just see: a desk's for a reporter, any for a chief."""
    reach = table.scope(CAST.get(visitor, frozenset()), Action.VIEW, "articles.article")
    return {Scope.ALL: "other", Scope.POOL: "desk", Scope.DESK: "desk"}.get(reach, "filed")


def canary(number: int) -> str:
    return f"Canary{number}"


def build() -> World:
    """Make the rows. Three people outside the cast hand in, review and sign what is not a visitor's own."""
    world = World()
    desks = {
        "desk": Desk.objects.create(name="本部"),
        "other": Desk.objects.create(name="他部"),
        "pool": None,
    }
    for name, roles in CAST.items():
        world.users[name] = _account(world, name, roles)
    desks["desk"].members.set(world.users.values())  # type: ignore[union-attr]
    make_user(OUTSIDER, Role.CHIEF_EDITOR, last_name="离职者")
    User.objects.filter(username=OUTSIDER).update(is_staff=False)
    crew = [make_user(f"crew{number}", last_name=f"同事{number}") for number in range(len(REVIEWERS))]
    maker = StoryMaker(world, desks, crew, list(ReviewStage.objects.in_use()))
    maker.make_all()
    _make_house(world, desks["other"], maker)
    _make_deletions(world)
    _make_assignments(world, desks)
    return world


def _account(world: World, name: str, roles: Iterable[Role]) -> User:
    number = next(world.numbers)
    user = make_user(
        name, last_name=f"某{name}", email=f"{canary(number)}@example.cn", is_superuser=name == "superuser"
    )
    for role in roles if name != "superuser" else ():
        user.groups.add(user.groups.model.objects.get(name=role.value))
    Person.objects.create(name=f"署名{name}", kind=Person.Kind.REPORTER, user=user)
    world.others.append(Thing("people.user", user.pk, number, relation=name))
    return user


@dataclass
class StoryMaker:
    world: World
    desks: dict[str, Any]
    crew: list[User]
    stages: list[ReviewStage]
    # Stories of one position share a stored picture: what is told of its other uses is kept apart too.
    pictures: dict[str, str] = field(default_factory=dict)

    def make_all(self) -> None:
        for position in POSITIONS:
            for relation in SHARED:
                self.make(position, relation)
            for visitor in CAST:
                self._make_own(position, visitor)
        for visitor in CAST:
            self.make(BY_NAME["at stage 2"], "signed", visitor)
            self._loose(visitor)
        self._loose("")

    def _make_own(self, position: Position, visitor: str) -> None:
        """Imported copy was handed in by nobody; one story at a stage stands for the others."""
        if position.state != State.IMPORTED:
            self.make(position, "filed", visitor)
        if position.stage in (None, 1) and not position.is_public:
            self.make(position, "credited", visitor)
        if position.name in ("draft", "signed off"):
            self.make(position, "photographed", visitor)

    def make(self, position: Position, relation: str, visitor: str = "") -> Thing:
        number = next(self.world.numbers)
        text = canary(number)
        user = self.world.users.get(visitor)
        author = user if relation == "filed" else self.crew[0]
        stage = None if position.stage is None else self.stages[position.stage]
        desk = self.desks["desk" if relation == "signed" else relation if relation in SHARED else "other"]
        story = make_article(
            f"{text}标题",
            body=f"{text}正文。",
            note=f"{text}附言",
            desk=desk,
            filed_by=None if position.state == State.IMPORTED else author,
            stage=stage,
            **self._columns(position),
        )
        make_credit(story, self._person(visitor, relation == "credited"), printed_text=text, role="reporter")
        photo = make_photo(story, f"{text}图", uploaded_by=self.crew[0], image=self._picture(position))
        make_credit(
            photo, self._person(visitor, relation == "photographed"), printed_text=text, role="photographer"
        )
        signers = [user] if relation == "signed" else self.crew
        self._record(story, text, signers[: position.signed_stages])
        thing = Thing(
            "articles.article",
            story.pk,
            number,
            state=position.state,
            position=position,
            owners=frozenset({visitor}) if relation in OWN else frozenset(),
            lies=Scope.DESK if relation == "signed" else SHARED.get(relation, Scope.ALL),
            relation=relation,
            signers=frozenset({visitor}) if relation == "signed" else frozenset(),
            is_placed=relation == "other" and not position.is_public,
            photo=photo.pk,
        )
        self.world.stories.append(thing)
        self.world.photos.append(
            Thing(
                "articles.photo",
                photo.pk,
                number,
                position.state,
                position,
                thing.owners,
                thing.lies,
                relation,
            )
        )
        return thing

    def _picture(self, position: Position) -> str:
        if position.name not in self.pictures:
            self.pictures[position.name] = stored_picture()
        return self.pictures[position.name]

    @staticmethod
    def _columns(position: Position) -> dict[str, Any]:
        status = {State.IMPORTED: "draft", State.WITHDRAWN: "signed_off"}.get(
            position.state, position.state.value
        )
        return {
            "status": status,
            "publish_at": LONG_AGO if position.is_public else None,
            "withdrawn_at": LONG_AGO if position.state == State.WITHDRAWN else None,
        }

    def _person(self, visitor: str, is_credited: bool) -> Person | None:
        return Person.objects.get(user__username=visitor) if is_credited else None

    def _record(self, story: Article, text: str, signers: list[Any]) -> None:
        """The note pinned to it, its last step and its standing sign-offs, each with the story's number."""
        Note.objects.create(article=story, by=self.crew[0], text=text)
        StatusChange.objects.create(
            article=story, action="submit", status=story.status, by=self.crew[0], note=text
        )
        for stage, signer in zip(self.stages, signers, strict=False):
            SignOff.objects.create(
                article=story,
                stage=stage,
                stage_name=stage.name,
                by=signer,
                note=text,
                text={},
                text_hash=story.text_hash(),
            )

    def _loose(self, visitor: str) -> None:
        number = next(self.world.numbers)
        user = self.world.users.get(visitor, self.crew[0])
        photo = make_photo(None, f"{canary(number)}散图", uploaded_by=user, image=make_picture())
        owners = frozenset({visitor} - {""})
        self.world.photos.append(
            Thing(
                "articles.photo", photo.pk, number, State.LOOSE, None, owners, Scope.ALL, f"loose {visitor}"
            )
        )


def _make_deletions(world: World) -> None:
    """A draft of each visitor's, deleted by them; one of somebody else's."""
    for visitor in (*CAST, ""):
        number = next(world.numbers)
        user = world.users.get(visitor) or User.objects.get(username="crew0")
        deletion = discard([make_article(canary(number), filed_by=user)], by=user, why=canary(number))
        owners = frozenset({visitor} - {""})
        world.others.append(Thing("audit.deletion", deletion.pk, number, owners=owners, relation=visitor))


def _make_assignments(world: World, desks: dict[str, Any]) -> None:
    """A proposal of each visitor's, one that each author is to cover; one on each desk, one on none."""

    def make(relation: str, visitor: str = "", **fields: Any) -> None:
        number = next(world.numbers)
        by = world.users[visitor] if relation == "filed" else User.objects.get(username="crew0")
        desk = desks[relation if relation in SHARED else "other"]
        row = Assignment.objects.create(
            event=canary(number), date=dt.date(2099, 12, 1), desk=desk, created_by=by, **fields
        )
        owners = frozenset({visitor} - {""})
        lies = SHARED.get(relation, Scope.ALL)
        world.others.append(
            Thing("coverage.assignment", row.pk, number, owners=owners, lies=lies, relation=relation)
        )

    for relation in SHARED:
        make(relation)
    for visitor in CAST:
        make("filed", visitor)
    for visitor in (Role.CORRESPONDENT.key, Role.REPORTER.key):
        make("credited", visitor, reporter=Person.objects.get(user=world.users[visitor]))


def _make_house(world: World, desk: Any, maker: StoryMaker) -> None:
    """One row of every other model with staff pages; on the page stand stories of every state."""

    def add(row: Any, number: int, label: str = "") -> Any:
        world.others.append(Thing(label or row._meta.label_lower, row.pk, number))
        return row

    numbers = world.numbers
    # Gone since, so that the entry alone has its name; the other one names a story of another desk.
    gone = Unit.objects.create(name=canary(number := next(numbers)))
    by = world.users["administrator"]
    add(record("add", gone, by=by), number)
    gone.delete()
    secret = next(story for story in world.stories if story.relation == "other")
    record("note", Article.objects.get(pk=secret.pk), by=maker.crew[0])
    county = add(make_county(canary(number := next(numbers)), "county-a"), number)
    CountyDesk.objects.create(county=county, desk=desk)
    town = add(make_town(canary(number := next(numbers)), "town-a", county), number)
    add(Village.objects.create(town=town, name=canary(number := next(numbers))), number)
    unit = add(Unit.objects.create(name=canary(number := next(numbers)), county=county), number)
    for kind in (Person.Kind.REPORTER, Person.Kind.CORRESPONDENT):
        person = Person.objects.create(name=canary(number := next(numbers)), kind=kind, unit=unit, town=town)
        add(person, number)
        add(person, number, f"people.{kind.value}")
    for row in (*Desk.objects.all(), *ReviewStage.objects.all()):
        add(row, next(numbers))
    line = MastheadLine.objects.create(part="contact", text=canary(number := next(numbers)))
    add(line, number)
    sender = Person.objects.create(name="持链人", kind=Person.Kind.CORRESPONDENT)
    add(FilingLink.objects.create(person=sender, note=canary(number := next(numbers))), number)
    tag = add(Tag.objects.create(name=canary(number := next(numbers)), slug=f"tag-{number}"), number)
    issue = add(make_issue(dt.date(2099, 12, 1)), next(numbers))
    waiting = make_issue(dt.date(2099, 12, 2), FAR_AHEAD)
    world.others.append(Thing("issues.issue", waiting.pk, next(numbers), relation="waiting"))
    page = add(make_page(issue, name=canary(number := next(numbers))), number)
    template = add(IssueTemplate.objects.create(name=canary(number := next(numbers))), number)
    template.pages.create(label="A1", order=1, name="要闻")
    template.weekdays.create(weekday=2)
    NoPaperDay.objects.create(date=dt.date(2099, 12, 3), reason="休刊")
    source = SourcePage.objects.create(
        page=page,
        date=issue.date,
        label=page.label,
        file_name=canary(number := next(numbers)),
        text=canary(number),
        sha256="x",
    )
    add(source, number)
    for order, story in enumerate(story for story in world.stories if story.is_placed):
        article = Article.objects.get(pk=story.pk)
        make_placement(article, page, order=order + 1)
        Extract.objects.create(
            source=source, article=article, order=order, lines=[], printed_text=canary(story.number)
        )
        article.tags.add(tag)


class WorldTests(TestCase):
    """Tests that post at every door: in one world, with their counts for the end of the run."""

    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build()
        # As the doors do that make a story; else each of the changes that are rolled back would do it first.
        with transaction.atomic():
            hold_all(Article.objects.all())

    @pytest.fixture(autouse=True)
    def _remember(self, record_property: Callable[[str, object], None]) -> None:
        self.record_property = record_property

    def setUp(self) -> None:
        # Each refusal is logged with its traceback, thousands of times here.
        logging.disable(logging.ERROR)
        self.addCleanup(logging.disable, logging.NOTSET)
