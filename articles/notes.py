"""Notes pinned to a story: leaving one, and whom it tells.

A name behind an @ is looked up among all accounts in use, but the answer to the writer tells apart only
people the writer has met: a correspondent who tries names must not learn who has an account, or who may see
what.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import notices, review
from articles.audience import who_may_see
from articles.mentions import mentions
from articles.models import Article, Note, Notice
from audit.trail import record
from people.models import Desk, User
from policy.access import may
from policy.table import Action

# The same words once more within this time are a second tap, not a second note.
SECOND_TAP = dt.timedelta(minutes=1)
MOST_COMPANIONS = 12


class SeveralOfTheName(Exception):
    """Two people who may see the story share the name. The text is for the writer."""


@dataclass(frozen=True, slots=True)
class Addressees:
    """Whom a note tells, whom it does not, and whether an @ in it names nobody the writer can reach."""

    told: list[User] = field(default_factory=list)
    not_told: list[User] = field(default_factory=list)
    has_unknown: bool = False


@transaction.atomic
def leave(article: Article, *, by: User, text: str) -> Addressees:
    """Pin a note to the story and tell whom it mentions; after `SeveralOfTheName` nothing is kept."""
    Article.objects.select_for_update().get(pk=article.pk)
    text = text.replace("\r\n", "\n").strip()
    found = addressees(article, text, by=by)
    if not _is_second_tap(article, by=by, text=text):
        note = Note.objects.create(article=article, by=by, text=text)
        notices.tell(found.told, article, Notice.Kind.MENTIONED, by=by, text=text)
        record("note", article, by=by, after={"note": note.pk})
    return found


def addressees(article: Article, text: str, *, by: User) -> Addressees:
    """Whom the text mentions. One of two people of a name is meant if only one of them may see the story."""
    accounts = _accounts_by_name() if "@" in text or "＠" in text else {}
    names = dict.fromkeys(mention.name for mention in mentions(text, accounts))
    meant = [[user for user in accounts.get(name, []) if user != by] for name in names]
    audience = who_may_see(article, (user for namesakes in meant for user in namesakes))
    told: dict[User, None] = {}
    missed: dict[User, None] = {}
    for name, namesakes in zip(names, meant, strict=True):
        seeing = [user for user in namesakes if user in audience]
        if len(seeing) > 1:
            raise SeveralOfTheName(_name_the_account(name, seeing))
        told |= dict.fromkeys(seeing)
        missed |= dict.fromkeys(namesakes if not seeing else [])
    met = set(_met_by(by, article).filter(pk__in=[user.pk for user in missed])) if missed else set()
    return Addressees(
        told=list(told),
        not_told=[user for user in missed if user in met],
        has_unknown="" in names or bool(set(missed) - met),
    )


def companions(article: Article, user: User) -> list[User]:
    """Whom a note is likely to be for: who filed or signed the story, wrote a note, or works at its desk."""
    near = list(_in_use().filter(_on_the_story(article)).order_by("pk"))
    desk = _in_use().filter(desks=article.desk_id).order_by("pk") if article.desk_id else []
    seeing = who_may_see(article, (each for each in [*near, *desk] if each != user))
    return seeing[:MOST_COMPANIONS]


def handles(users: Iterable[User]) -> list[str]:
    """What to write behind the @: the name, or the account's name where two of them share a name."""
    people = list(users)
    names = [str(user) for user in people]
    return [
        user.username if names.count(name) > 1 else name for user, name in zip(people, names, strict=True)
    ]


def names_told(article: Article) -> set[str]:
    """The names under which people were mentioned on the story: what its notes mark.

    Not every account's: a name that is marked would say that somebody has an account of that name.
    """
    told = article.notices.filter(kind=Notice.Kind.MENTIONED).values("user")
    people = User.objects.filter(pk__in=told)
    return {name for user in people for name in (str(user), user.username)}


def _in_use() -> QuerySet[User]:
    return User.objects.filter(is_active=True, is_staff=True)


def _accounts_by_name() -> dict[str, list[User]]:
    """Accounts in use by what may stand behind an @; an account's own name is that account's alone."""
    found: dict[str, list[User]] = defaultdict(list)
    users = list(_in_use().order_by("pk"))
    for user in users:
        found[str(user)].append(user)
    return found | {user.username: [user] for user in users}


def _on_the_story(article: Article) -> Q:
    writers = article.notes.values("by")
    return Q(pk__in=review.involved(article).values("pk")) | Q(pk__in=writers)


def _met_by(writer: User, article: Article) -> QuerySet[User]:
    """Whose account is no news to the writer: who has to do with the story, and colleagues of a desk."""
    if may(writer, Action.VIEW, User):
        return User.objects.all()
    colleagues = Desk.members.through.objects.filter(desk__in=writer.desk_ids).values("user")
    return User.objects.filter(_on_the_story(article) | Q(pk__in=colleagues))


def _name_the_account(name: str, namesakes: list[User]) -> str:
    return _("More than one person is called %(name)s. Write the name of the account: %(accounts)s.") % {
        "name": name,
        "accounts": "、".join(f"@{user.username}" for user in namesakes),
    }


def _is_second_tap(article: Article, *, by: User, text: str) -> bool:
    last = article.notes.last()
    if last is None or (last.by_id, last.text) != (by.pk, text):
        return False
    return timezone.now() - last.at < SECOND_TAP
