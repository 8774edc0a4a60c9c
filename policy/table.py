"""The policy table: which role may do what, to what, in which state, and whose.

Everything that asks "may they?" reads this table: the staff pages (`policy.admin`), the workflow
(`articles.workflow`), the permissions of the groups (`policy.groups`) and the tests. One line reads:
a correspondent may change own copy while it is a draft or came back.

What no table can say stands beside the step it is about: nobody reviews copy they filed, are credited on
or have reviewed at another stage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache

from policy.roles import Role


class Action(StrEnum):
    VIEW = "view"
    ADD = "add"
    CHANGE = "change"
    DELETE = "delete"
    # The steps of a story
    SUBMIT = "submit"
    RECALL = "recall"
    TAKE = "take"
    APPROVE = "approve"
    RETURN = "return"
    KILL = "kill"
    REVIVE = "revive"
    WITHDRAW = "withdraw"
    REINSTATE = "reinstate"
    CORRECT = "correct"
    VOID = "void"  # Follows from an edit; no line of the table gives it to anybody.
    # Of an issue, and of a story that appears before its issue
    RELEASE = "release"
    # Of an assignment: give it to somebody, drop it, link stories; write the story that answers it
    ASSIGN = "assign"
    FILE = "file"


class State(StrEnum):
    """Where a story stands. Photos and credits follow their story; a photo without one is loose.

    Placed, scheduled and published are not here: they follow from the pages and the time.
    """

    IMPORTED = "imported"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    SIGNED_OFF = "signed_off"
    RETURNED = "returned"
    KILLED = "killed"
    WITHDRAWN = "withdrawn"
    LOOSE = "loose"


class Scope(IntEnum):
    """Whose: each scope holds the ones before it. What belongs to nobody needs ALL."""

    NONE = 0
    OWN = 1  # What the person filed or is credited on.
    DESK = 2  # What lies on one of the person's desks.
    POOL = 3  # What has no desk yet: it waits for whichever desk takes it.
    ALL = 4


@dataclass(frozen=True, slots=True)
class Rule:
    """`roles` may take `actions` on `objects` in `states` (None: whatever the state), within `scope`."""

    roles: frozenset[Role]
    actions: frozenset[Action]
    objects: frozenset[str]
    states: frozenset[State] | None
    scope: Scope

    def applies(self, action: str, label: str, state: str | None) -> bool:
        in_state = self.states is None or state is None or state in self.states
        return action in self.actions and label in self.objects and in_state


ARTICLE, PHOTO, CREDIT = "articles.article", "articles.photo", "articles.credit"
STORY = f"{ARTICLE} {PHOTO} {CREDIT}"
PLACES = "towns.county towns.town towns.jurisdiction towns.village"
PEOPLE = "people.person people.reporter people.correspondent people.unit"
PAGES = "issues.issue issues.page issues.placement"
PLANS = "issues.issuetemplate issues.templateweekday issues.templatepage issues.nopaperday"
PROOFS = "issues.proof issues.proofmark"
READING = "issues.reading issues.override"
ASSIGNMENTS = "coverage.assignment"
SOURCES = "ingest.sourcepage ingest.extract"
LINKS = "filing.filinglink"
MASTHEAD = "people.mastheadline"
TAGS = "taggit.tag taggit.taggeditem"
HOUSE = "people.desk people.countydesk articles.reviewstage"

AUTHORS_HANDS = "draft returned"
IN_THE_HOUSE = "imported draft submitted in_review signed_off returned"
REVIEWED = "submitted in_review signed_off returned"
EVERY_STATE = f"{IN_THE_HOUSE} killed withdrawn"
EVERYTHING = "view add change delete"

BIN = "audit.deletion"

AUTHORS = "CORRESPONDENT REPORTER"
DESKS = "DESK_EDITOR SECTION_HEAD"
EDITORS = f"{DESKS} CHIEF_EDITOR"
READERS_OF_PROOFS = "PROOFREADER PHOTO_DESK PAGE_DESIGNER"


def rule(roles: str, actions: str, objects: str, states: str | None = None, *, scope: Scope) -> Rule:
    """A line of the table, written in words; an unknown word raises KeyError or ValueError."""
    return Rule(
        roles=frozenset(Role[name] for name in roles.split()),
        actions=frozenset(Action(name) for name in actions.split()),
        objects=frozenset(objects.split()),
        states=None if states is None else frozenset(State(name) for name in states.split()),
        scope=scope,
    )


OWN, DESK, POOL, ALL = Scope.OWN, Scope.DESK, Scope.POOL, Scope.ALL

POLICY: tuple[Rule, ...] = (
    # Who writes
    rule(AUTHORS, "add", ARTICLE, "draft", scope=OWN),
    rule("CORRESPONDENT", "view", STORY, EVERY_STATE, scope=OWN),
    rule("REPORTER", "view", STORY, EVERY_STATE, scope=DESK),
    rule(AUTHORS, "change", ARTICLE, AUTHORS_HANDS, scope=OWN),
    rule(AUTHORS, "add change delete", f"{PHOTO} {CREDIT}", AUTHORS_HANDS, scope=OWN),
    rule(AUTHORS, "view add change delete", f"{PHOTO} {CREDIT}", "loose", scope=OWN),
    rule(AUTHORS, "submit", ARTICLE, AUTHORS_HANDS, scope=OWN),
    rule(AUTHORS, "recall", ARTICLE, "submitted", scope=OWN),
    rule(AUTHORS, "delete", ARTICLE, "draft", scope=OWN),
    rule(AUTHORS, "view", "towns.town towns.county people.person taggit.tag", scope=ALL),
    # Who reviews: desk editors and section heads on their desks, the chief editor everywhere
    rule(EDITORS, "add", ARTICLE, "draft", scope=OWN),
    rule(DESKS, "view", STORY, EVERY_STATE, scope=POOL),
    rule("CHIEF_EDITOR", "view", STORY, EVERY_STATE, scope=ALL),
    rule(DESKS, "change", ARTICLE, IN_THE_HOUSE, scope=POOL),
    rule("CHIEF_EDITOR", "change", ARTICLE, IN_THE_HOUSE, scope=ALL),
    rule(DESKS, "add change delete", f"{PHOTO} {CREDIT}", IN_THE_HOUSE, scope=POOL),
    rule("CHIEF_EDITOR", "add change delete", f"{PHOTO} {CREDIT}", IN_THE_HOUSE, scope=ALL),
    rule(EDITORS, EVERYTHING, f"{PHOTO} {CREDIT}", "loose", scope=ALL),
    rule(EDITORS, "recall", ARTICLE, "submitted", scope=OWN),
    rule(DESKS, "submit", ARTICLE, AUTHORS_HANDS, scope=POOL),
    rule("CHIEF_EDITOR", "submit", ARTICLE, AUTHORS_HANDS, scope=ALL),
    rule(DESKS, "take", ARTICLE, "imported submitted", scope=POOL),
    rule("CHIEF_EDITOR", "take", ARTICLE, "imported submitted", scope=ALL),
    rule(DESKS, "approve", ARTICLE, "imported submitted in_review", scope=POOL),
    rule("CHIEF_EDITOR", "approve", ARTICLE, "imported submitted in_review", scope=ALL),
    rule(DESKS, "return", ARTICLE, "submitted in_review", scope=POOL),
    rule("CHIEF_EDITOR", "return", ARTICLE, "submitted in_review signed_off withdrawn", scope=ALL),
    rule(DESKS, "kill", ARTICLE, "imported submitted in_review returned", scope=POOL),
    rule("CHIEF_EDITOR", "kill", ARTICLE, "imported submitted in_review returned signed_off", scope=ALL),
    rule(DESKS, "revive", ARTICLE, "killed", scope=POOL),
    rule("CHIEF_EDITOR", "revive", ARTICLE, "killed", scope=ALL),
    rule(DESKS, "correct", ARTICLE, "signed_off", scope=POOL),
    rule("CHIEF_EDITOR", "correct", ARTICLE, "signed_off", scope=ALL),
    rule("CHIEF_EDITOR", "withdraw", ARTICLE, "in_review signed_off", scope=ALL),
    rule("CHIEF_EDITOR", "reinstate", ARTICLE, "withdrawn", scope=ALL),
    rule(EDITORS, "delete", ARTICLE, "draft", scope=OWN),
    rule("CHIEF_EDITOR", "delete", ARTICLE, "imported draft", scope=ALL),
    rule(EDITORS, EVERYTHING, f"{PEOPLE} {PAGES} {TAGS}", scope=ALL),
    rule(
        EDITORS, "view", f"{PLACES} {SOURCES} people.desk articles.signoff articles.statuschange", scope=ALL
    ),
    # A link is revoked, never deleted: it says who could file as whom, and when.
    rule(f"{EDITORS} ADMINISTRATOR", "view add change", LINKS, scope=ALL),
    rule("CHIEF_EDITOR ADMINISTRATOR", "view", "audit.entry", scope=ALL),
    rule("CHIEF_EDITOR", EVERYTHING, PLACES, scope=ALL),
    rule(EDITORS, "add change", "ingest.sourcepage", scope=ALL),
    rule("CHIEF_EDITOR", "delete", "ingest.sourcepage", scope=ALL),
    # Who plans: assignments, the pages of a weekday, days without a paper
    rule("CORRESPONDENT", "view", ASSIGNMENTS, scope=OWN),
    rule("REPORTER", "view", ASSIGNMENTS, scope=DESK),
    rule(AUTHORS, "add change file", ASSIGNMENTS, scope=OWN),
    rule(f"{DESKS} PHOTO_DESK", "view", ASSIGNMENTS, scope=ALL),
    rule(DESKS, "add change delete assign file", ASSIGNMENTS, scope=POOL),
    rule("CHIEF_EDITOR", f"{EVERYTHING} assign file", ASSIGNMENTS, scope=ALL),
    rule(f"{EDITORS} {READERS_OF_PROOFS}", "view", f"{PLANS} {PROOFS} {READING}", scope=ALL),
    rule("SECTION_HEAD CHIEF_EDITOR", EVERYTHING, PLANS, scope=ALL),
    # Who proofreads: the page is pulled by who makes it, signed by a proofreader, read last by an editor
    rule(f"{EDITORS} PAGE_DESIGNER PROOFREADER", "add", "issues.proof", scope=ALL),
    rule("PROOFREADER", "change", "issues.proof", scope=ALL),
    rule(f"{EDITORS} PROOFREADER", "add", "issues.proofmark", scope=ALL),
    rule(f"{EDITORS} PAGE_DESIGNER PROOFREADER", "change", "issues.proofmark", scope=ALL),
    rule(EDITORS, "add", "issues.reading", scope=ALL),
    # Who releases
    rule("CHIEF_EDITOR", "add", "issues.override", scope=ALL),
    rule("CHIEF_EDITOR", "release", "issues.issue", scope=ALL),
    rule("CHIEF_EDITOR", "release", ARTICLE, "signed_off", scope=ALL),
    rule("CHIEF_EDITOR ADMINISTRATOR", "view", "issues.announcement", scope=ALL),
    # What was deleted lately: one's own, to bring it back; the heads of the house see everybody's
    rule(f"{AUTHORS} {DESKS} PHOTO_DESK", "view", BIN, scope=OWN),
    rule("CHIEF_EDITOR ADMINISTRATOR", "view", BIN, scope=ALL),
    # Who makes the pages
    rule(READERS_OF_PROOFS, "view", STORY, REVIEWED, scope=ALL),
    rule(READERS_OF_PROOFS, "view", f"{PAGES} people.person taggit.tag", scope=ALL),
    rule(READERS_OF_PROOFS, "view", "towns.town towns.county", scope=ALL),
    rule("PROOFREADER", "view", SOURCES, scope=ALL),
    rule("PHOTO_DESK", "change", PHOTO, REVIEWED, scope=ALL),
    rule("PHOTO_DESK", "add change delete", CREDIT, REVIEWED, scope=ALL),
    rule("PHOTO_DESK", EVERYTHING, f"{PHOTO} {CREDIT}", "loose", scope=ALL),
    rule("PAGE_DESIGNER", "add change", "issues.page", scope=ALL),
    rule("PAGE_DESIGNER", "add change delete", "issues.placement", scope=ALL),
    # Who answers for the paper in public
    rule("CHIEF_EDITOR ADMINISTRATOR", EVERYTHING, MASTHEAD, scope=ALL),
    # Who keeps the house
    rule("ADMINISTRATOR", "view add change", "people.user", scope=ALL),
    rule("ADMINISTRATOR", EVERYTHING, f"{PLACES} {PEOPLE} {TAGS} {HOUSE}", scope=ALL),
)


@cache
def scope(roles: frozenset[Role], action: str, label: str, state: str | None = None) -> Scope:
    """How far the roles together may take the action on objects of `label` in `state`.

    `state` None asks whether there is any state in which they may: what decides if a list or a button is
    there at all.
    """
    lines = (line for line in POLICY if line.roles & roles and line.applies(action, label, state))
    return max((line.scope for line in lines), default=Scope.NONE)


def scopes_by_state(roles: frozenset[Role], action: str, label: str) -> Mapping[State, Scope]:
    """The scope in each state in which there is any."""
    found = {state: scope(roles, action, label, state) for state in State}
    return {state: reach for state, reach in found.items() if reach}


@cache
def objects() -> list[str]:
    """Everything the table speaks of, as app.model."""
    return sorted({label for line in POLICY for label in line.objects})


def cells() -> Iterator[tuple[Role, str, State, Action, Scope]]:
    """Every cell of the table, the empty ones too: role, object, state, action, scope."""
    for role in Role:
        for label in objects():
            for state in State:
                for action in Action:
                    yield role, label, state, action, scope(frozenset({role}), action, label, state)
