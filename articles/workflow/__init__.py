"""The one writer of a story's status, stage, publication time and withdrawal.

    draft --submit--> submitted --approve--> second review --approve--> final review --approve--> signed off
      ^ <---recall---/  (take: first review)                                          withdraw |  ^ reinstate
                                                                                               v  |
    returned  <-- return_to_author: from any review, from signed off                         withdrawn
    killed    <-- kill: from any review, returned, signed off; revive leads back

Who may take a step, from which state and on whose copy, is the policy table's (`policy.table`). Where it
leads stands here. That nobody reviews own copy, and nobody two stages of one story, a superuser neither, is
`articles.review`'s. Each step is one transaction that locks the story, keeps who, when and the hash of the
text, and returns the story. An edit after a sign-off voids the sign-offs (`void_if_changed`) and the review
begins again.

A story signed off and placed in an issue becomes public when the issue's time comes: `issues.release` sets
the time through `set_publish_time`. Web first (网络首发) it appears before, or without an issue
(`publish_first`). A correction that stands on no page appears with its last sign-off.
"""

from __future__ import annotations

from articles.workflow.asking import MOVED_ON, NOT_YOURS, SAVED_MEANWHILE, NotPossible, may, why_not
from articles.workflow.steps import (
    approve,
    correct,
    kill,
    recall,
    receive,
    reinstate,
    return_to_author,
    revive,
    submit,
    take,
    void_if_changed,
    withdraw,
)
from articles.workflow.timing import publish_first, set_publish_time, take_back_first

__all__ = [
    "MOVED_ON",
    "NOT_YOURS",
    "SAVED_MEANWHILE",
    "NotPossible",
    "approve",
    "correct",
    "kill",
    "may",
    "publish_first",
    "recall",
    "receive",
    "reinstate",
    "return_to_author",
    "revive",
    "set_publish_time",
    "submit",
    "take",
    "take_back_first",
    "void_if_changed",
    "why_not",
    "withdraw",
]
