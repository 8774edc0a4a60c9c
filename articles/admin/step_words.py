"""How the steps of the workflow are called on buttons, asked for on their pages, and reported when done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.admin.base import is_signed
from articles.models import Article
from articles.photos.lacking import photo_gaps
from audit.words import ACTIONS
from policy.table import Action, State

STEPS: dict[Action, Callable[..., Article]] = {
    Action.SUBMIT: workflow.submit,
    Action.RECALL: workflow.recall,
    Action.TAKE: workflow.take,
    Action.APPROVE: workflow.approve,
    Action.RETURN: workflow.return_to_author,
    Action.REVIVE: workflow.revive,
    Action.KILL: workflow.kill,
    Action.WITHDRAW: workflow.withdraw,
    Action.REINSTATE: workflow.reinstate,
    Action.CORRECT: workflow.correct,
}
# Saved first, then taken, by one button under the form.
SAVE_AND = (Action.SUBMIT, Action.APPROVE)
# Not taken lightly: a page of their own says what will happen.
ON_OWN_PAGE = (Action.KILL, Action.WITHDRAW, Action.REINSTATE)
# Offered on lists too.
IN_BULK = (Action.SUBMIT, Action.TAKE, Action.APPROVE, Action.RETURN, Action.KILL)
# Before these the photos of a story have to be whole.
REVIEW_AHEAD = (State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.RETURNED)
NEED_A_REASON = (Action.RETURN, Action.KILL, Action.WITHDRAW)

BUTTONS: dict[Action, Any] = {
    Action.SUBMIT: _("Save and submit"),
    Action.RECALL: _("Take back"),
    Action.TAKE: _("Take up for review"),
    Action.APPROVE: _("Save and approve"),
    Action.RETURN: _("Return to the author"),
    Action.REVIVE: _("Revive"),
    Action.KILL: _("Do not use…"),
    Action.WITHDRAW: _("Withdraw…"),
    Action.REINSTATE: _("Reinstate…"),
    Action.CORRECT: _("Write a correction"),
}
TITLES: dict[Action, Any] = {
    Action.SUBMIT: _("Submit"),
    Action.RECALL: _("Take back"),
    Action.TAKE: _("Take up for review"),
    Action.APPROVE: _("Approve"),
    Action.RETURN: _("Return to the author"),
    Action.REVIVE: _("Revive"),
    Action.KILL: _("Do not use"),
    Action.WITHDRAW: _("Withdraw"),
    Action.REINSTATE: _("Reinstate"),
    Action.CORRECT: _("Write a correction"),
}
# As the trail calls them.
DONE: dict[Action, Any] = {step: ACTIONS[step] for step in (*STEPS, Action.VOID)}
EXPLANATIONS: dict[Action, Any] = {
    Action.SUBMIT: _("The desk gets the story. It can be taken back until somebody takes it up."),
    Action.RECALL: _("The story becomes a draft again."),
    Action.TAKE: _("The story is under review: its author can no longer take it back."),
    Action.APPROVE: _(
        "You answer for the text as it stands, with your name, and it goes on to the next stage."
    ),
    Action.RETURN: _(
        "The author reads the reason, changes the story and submits it anew. Sign-offs are void."
    ),
    Action.REVIVE: _("The story stands among the submitted copy again."),
    Action.KILL: _("The paper will not use the story, and its author reads why. It stays in the record."),
    Action.WITHDRAW: _(
        "The story disappears from every public page at once. Its address tells readers the reason chosen "
        "below. The text is sealed for the archive and can be reinstated."
    ),
    Action.REINSTATE: _("The story is public again at once, if its issue is out."),
    Action.CORRECT: _("A draft is made, linked to the story, and reviewed like any other."),
}


class StepForm(forms.Form):
    """What a step asks for: a note, and of a withdrawal the reason that readers are told."""

    reason = forms.ChoiceField(
        label=_("Reason for the readers"), choices=Article.WithdrawalReason, widget=forms.RadioSelect
    )
    step_note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, action: Action, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if action != Action.WITHDRAW:
            del self.fields["reason"]
        if action in NEED_A_REASON:
            self.fields["step_note"].required = True
            self.fields["step_note"].label = _("Reason")

    def arguments(self) -> dict[str, str]:
        """The keyword arguments of the step, from valid data."""
        reason = {"reason": self.cleaned_data["reason"]} if "reason" in self.fields else {}
        return {"note": self.cleaned_data["step_note"], **reason}


def seen(article: Article, *, is_saved: bool = False) -> str:
    """The story as the page showed it: a step is about that, not about what came meanwhile.

    `is_saved` says that the form on the page, and nobody else, has saved the story since.
    """
    return f"{stands(article)}-{article.version - is_saved}"


def stands(article: Article) -> str:
    """Where the story stands: its state, and the stage if it is at one."""
    return f"{article.policy_state}-{article.stage_id or ''}"


def notices(article: Article, *, may_change: bool) -> list[Any]:
    """What whoever opens the story has to know, and before typing what a change would do."""
    found = [_why_it_is_back(article), _where_it_stands(article, may_change=may_change)]
    if article.policy_state in REVIEW_AHEAD and (gaps := photo_gaps(article)):
        found.append(_("Cannot pass review yet. %(gaps)s") % {"gaps": "；".join(gaps)})
    return [notice for notice in found if notice]


def _why_it_is_back(article: Article) -> Any:
    """The reason of a return or of a refusal, if that was the last step."""
    last = article.status_changes.select_related("by").first()
    step = (article.policy_state, last.action if last else None)
    if last is not None and step == (State.RETURNED, Action.RETURN):
        return _("Returned by %(by)s: %(note)s") % {"by": last.by, "note": last.note}
    if last is not None and step == (State.KILLED, Action.KILL):
        return _("Not used: %(note)s (%(by)s)") % {"by": last.by, "note": last.note}
    return None


def _where_it_stands(article: Article, *, may_change: bool) -> Any:
    state = article.policy_state
    if state == State.WITHDRAWN:
        reason = article.get_withdrawal_reason_display() or "—"
        return _("Withdrawn because %(reason)s. The text is sealed.") % {"reason": reason}
    if article.withdrawn_at is not None:
        return _("Withdrawn: after a correction it is reviewed again and then reinstated.")
    if may_change and state == State.SIGNED_OFF:
        return _(
            "Signed off: any change of the text voids all sign-offs, "
            "and readers lose sight of it until the reviews are done again."
        )
    if may_change and state == State.IN_REVIEW and is_signed(article):
        return _("Signed already: any change of the text voids the sign-offs, and the review begins again.")
    return None
