"""How far the proofs of a page are: which rounds are signed, and whether for the text as it is now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from issues.models import Issue, Page, Placement, Proof, ProofMark
from issues.proofs.text import hash_of, page_texts
from people.models import User

Round = Proof.Round
ROUNDS = tuple(Round)
OPEN = Q(status=ProofMark.Status.OPEN)
# Carried, and no further proof was pulled since on which they would stand.
WAITING = Q(status=ProofMark.Status.CARRIED, carried_to=None)


class State(StrEnum):
    """Where the page stands, in a word for lists."""

    ARCHIVE = "archive"
    EMPTY = "empty"
    NONE = "none"
    READING = "reading"
    OUTDATED = "outdated"
    SIGNED = "signed"
    CHANGED = "changed"
    DONE = "done"


LABELS = {
    State.ARCHIVE: _("from the archive, needs no proof"),
    State.EMPTY: _("no stories yet"),
    State.NONE: _("no proof yet"),
    State.READING: _("%(round)s to be read"),
    State.OUTDATED: _("%(round)s to be pulled again"),
    State.SIGNED: _("%(round)s signed"),
    State.CHANGED: _("changed since the clean proof"),
    State.DONE: _("all three proofs signed"),
}


@dataclass(frozen=True)
class Standing:
    """The proofs of one page and the hash of its text now. Asks the database nothing more."""

    page: Page
    # All of them by their number, without their texts.
    proofs: tuple[Proof, ...]
    # Empty where no proof was pulled: nothing is compared with it.
    text_hash: str
    has_stories: bool
    open_marks: int = 0
    # Carried on to a proof that was not pulled yet.
    carried_marks: int = 0

    @property
    def is_needed(self) -> bool:
        return not self.page.issue.is_archive

    @property
    def latest(self) -> Proof | None:
        return self.proofs[-1] if self.proofs else None

    def last(self, which: str) -> Proof | None:
        return next((proof for proof in reversed(self.proofs) if proof.round == which), None)

    @cached_property
    def signed(self) -> dict[str, Proof]:
        """Of each round that is signed the proof that was signed last."""
        return {proof.round: proof for proof in self.proofs if proof.signed_at}

    @property
    def signed_now(self) -> list[Round]:
        """The rounds that are signed for the text as it is now."""
        return [each for each in ROUNDS if each in self.signed and self.covers(self.signed[each])]

    def covers(self, proof: Proof) -> bool:
        """Whether the proof's text is the page's text now."""
        return proof.text_hash == self.text_hash

    def is_outdated(self, which: str) -> bool:
        """Whether the round is signed, and the text was changed since."""
        return which in self.signed and not self.covers(self.signed[which])

    @property
    def due(self) -> Round:
        """The round that comes now; after all three another clean proof, for what is changed then."""
        return next((each for each in ROUNDS if each not in self.signed), Round.CLEAN)

    @property
    def is_done(self) -> bool:
        """All three rounds are signed in their order, the clean proof for the text as it is now."""
        is_signed = len(self.signed) == len(ROUNDS) and Round.CLEAN in self.signed_now
        return is_signed and not self.open_marks and not self.carried_marks

    @property
    def is_settled(self) -> bool:
        """Done, or nothing has to be done."""
        return self.is_done or not self.is_needed

    @cached_property
    def signed_twice(self) -> list[User]:
        """Who signed more than one round of the page: to be avoided where the paper has the people."""
        count = Counter(proof.signed_by for proof in self.signed.values() if proof.signed_by)
        return [user for user, times in count.items() if times > 1]

    @property
    def state(self) -> State:
        if not self.is_needed:
            return State.ARCHIVE
        if self.latest is None:
            return State.NONE if self.has_stories else State.EMPTY
        if self.latest.signed_at is None:
            return State.READING if self.covers(self.latest) else State.OUTDATED
        if self.is_done:
            return State.DONE
        return State.CHANGED if self.latest.round == Round.CLEAN else State.SIGNED

    @property
    def label(self) -> str:
        """大样已签: the state in words."""
        name = self.latest.get_round_display() if self.latest else ""
        return str(LABELS[self.state] % {"round": name})


def standing(page: Page) -> Standing:
    return standings_of([page])[page.pk]


def standings(issue: Issue) -> dict[int, Standing]:
    """Of all pages of the issue, by their keys, in eight queries."""
    return standings_of(issue.pages.select_related("issue", "editor"))


def standings_of(pages: Iterable[Page]) -> dict[int, Standing]:
    """Of pages that come with their issues. Texts are read only where there is a proof to compare."""
    chosen = {page.pk: page for page in pages}
    proofs = _proofs(chosen)
    texts = page_texts([page for key, page in chosen.items() if key in proofs])
    placed = Placement.objects.filter(page__in=chosen).order_by()
    filled = set(placed.values_list("page", flat=True).distinct())
    marks = _marks(proofs)
    return {
        key: Standing(
            page=page,
            proofs=tuple(proofs.get(key, ())),
            text_hash=hash_of(texts[key]) if key in texts else "",
            has_stories=key in filled,
            open_marks=marks[key, ProofMark.Status.OPEN],
            carried_marks=marks[key, ProofMark.Status.CARRIED],
        )
        for key, page in chosen.items()
    }


def _proofs(pages: Collection[int]) -> dict[int, list[Proof]]:
    found = defaultdict(list)
    rows = Proof.objects.filter(page__in=pages).select_related("pulled_by", "signed_by").defer("text")
    for proof in rows.order_by("number"):
        found[proof.page_id].append(proof)
    return dict(found)


def _marks(pages: Collection[int]) -> Counter[tuple[int, str]]:
    unsettled = ProofMark.objects.filter(OPEN | WAITING, proof__page__in=pages)
    return Counter(unsettled.order_by().values_list("proof__page", "status"))
