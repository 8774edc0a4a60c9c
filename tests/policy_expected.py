"""What is expected at the doors: the policy table, and beside it, a sentence each, what it does not say."""

from __future__ import annotations

from collections.abc import Callable

from policy import table
from policy.roles import REVIEWERS
from policy.table import Action, Scope, State
from tests.policy_world import CAST, Thing, allowed

# The names of these are no secret within the house: they stand in lists, choices and records of other things.
NAMES_ARE_KNOWN = {
    "towns.county", "towns.town", "towns.village", "people.unit", "people.person", "people.reporter",
    "people.correspondent", "people.desk", "articles.reviewstage", "taggit.tag",
    "issues.issue", "issues.page", "issues.issuetemplate", "people.mastheadline",
}  # fmt: skip


# What the table does not say -----------------------------------------------------------------------------


def may_change(visitor: str, thing: Thing) -> bool:
    """What was printed is evidence: nobody edits it. A superuser's account is a superuser's to change."""
    if thing.label == "ingest.sourcepage" or (thing.relation == "superuser" and visitor != "superuser"):
        return False
    return allowed(visitor, Action.CHANGE, thing)


def may_open(visitor: str, thing: Thing) -> bool:
    """What the table says, and nothing narrower."""
    return allowed(visitor, Action.VIEW, thing)


def may_preview(visitor: str, photo: Thing) -> bool:
    """In the world every photo has a picture."""
    return may_open(visitor, photo)


def may_ask_to_delete(visitor: str, thing: Thing) -> bool:
    """What was signed once, has a release time, or is the source of signed copy stays."""
    was_signed = thing.label == "articles.article" and thing.position and thing.position.signed_stages
    if was_signed or thing.relation == "waiting" or thing.label in KEPT:
        return False
    return allowed(visitor, Action.DELETE, thing)


def may_delete(visitor: str, thing: Thing) -> bool:
    """Asked for and confirmed, unless something else stands on it."""
    is_in_use = thing.label in IN_USE or (thing.label == "articles.article" and thing.is_placed)
    return may_ask_to_delete(visitor, thing) and not is_in_use


# A stage that has signed is taken out of use; the world's source page has stories that were signed.
KEPT = {"articles.reviewstage", "ingest.sourcepage"}
# Stories, people or pages of the world refer to all of these.
IN_USE = {"towns.county", "towns.town", "people.unit", "people.desk", "issues.issue", "issues.page"}


def may_give_to(visitor: str, story: Thing) -> bool:
    """A photo is put on a story by who may add photos there."""
    return allowed(visitor, Action.ADD, story, label="articles.photo")


def may_add(visitor: str, label: str) -> bool:
    """Source pages come from the ingest alone."""
    roles = CAST.get(visitor, frozenset())
    return label != "ingest.sourcepage" and table.scope(roles, Action.ADD, label) > Scope.NONE


def may_step(visitor: str, action: Action, story: Thing) -> bool:
    """The review's own rules: the stage's role, nobody's own copy, no second stage; the public stays."""
    if not allowed(visitor, action, story):
        return False
    refusal = REFUSALS.get(action)
    return refusal is None or not refusal(visitor, story)


def judging_is_refused(visitor: str, story: Thing) -> bool:
    """A stage is held by its role; nobody reviews own copy, or signs a second stage of one story."""
    stage = REVIEWERS[(story.position.stage or 0) if story.position else 0]
    return stage not in CAST[visitor] or visitor in story.owners or visitor in story.signers


def turning_down_is_refused(visitor: str, story: Thing) -> bool:
    """Only the stage where the story stands, or one above it, turns it down."""
    stage = story.position.stage if story.position else None
    return stage is not None and not CAST[visitor] & set(REVIEWERS[stage:])


REFUSALS: dict[Action, Callable[[str, Thing], bool]] = {
    Action.TAKE: judging_is_refused,
    Action.APPROVE: judging_is_refused,
    Action.RETURN: lambda visitor, story: turning_down_is_refused(visitor, story) or is_public(story),
    Action.KILL: lambda visitor, story: turning_down_is_refused(visitor, story) or story.is_placed,
    # Under review again a story is withdrawn if its issue is out; the world has none such.
    Action.WITHDRAW: lambda visitor, story: story.state == State.IN_REVIEW,
    Action.CORRECT: lambda visitor, story: not is_public(story),
}


def is_public(story: Thing) -> bool:
    return story.position is not None and story.position.is_public
