"""Who reviews a story: its stages, and the rules that hold for everybody, a superuser included."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Replace, StrIndex
from django.utils.translation import gettext as _

from articles.models import Article, ArticleQuerySet, Credit, ReviewStage, SignOff, StatusChange
from articles.models.scoping import in_states
from people.models import Person, User
from policy.access import may
from policy.roles import Role
from policy.table import Action, State

JUDGING = {Action.TAKE, Action.APPROVE}
TURNING_DOWN = {Action.RETURN, Action.KILL}
# States in which a story stands at a stage, or is about to.
WAITING = {State.IMPORTED, State.SUBMITTED, State.IN_REVIEW}


# 一审 usable? 二审 worth printing? 三审 right in tone and fact? (报社报纸安全出版规定)
USUAL_STAGES = (("一审", Role.DESK_EDITOR), ("二审", Role.SECTION_HEAD), ("三审", Role.CHIEF_EDITOR))


# The printed byline as names are kept: 王　燕 is 王燕.
WITHOUT_PADDING = Replace(Replace("printed_byline", Value(" ")), Value("\u3000"))


def make_usual_stages(*, using: str) -> None:
    """The three reviews of a daily, unless the paper has set stages of its own."""
    stages = ReviewStage.objects.using(using)
    if not stages.exists():
        for order, (name, role) in enumerate(USUAL_STAGES, start=1):
            stages.create(order=order, name=name, role=role)


def current_stage(article: Article) -> ReviewStage | None:
    """The stage whose reviewer has the story now; None where no review is due."""
    if article.stage is not None:
        return article.stage
    return ReviewStage.objects.in_use().first() if article.policy_state in WAITING else None


def next_stage(article: Article) -> ReviewStage | None:
    """The first stage in use without a standing sign-off; None when all have signed."""
    signed = article.sign_offs.filter(voided_at=None).values("stage")
    return ReviewStage.objects.in_use().exclude(pk__in=signed).first()


def waiting_for(article: Article) -> str:
    """Whose turn it is, such as 等待二审：部主任; empty when no review is due."""
    stage = current_stage(article) if article.policy_state != State.IMPORTED else None
    return _("Waiting for %(stage)s: %(role)s") % {"stage": stage.name, "role": stage.role} if stage else ""


def refusal(action: Action, article: Article, *, by: User) -> str | None:
    """What stands against `by` taking this step of the review, whatever the policy table allows."""
    if action in JUDGING:
        return _against_judging(article, by=by)
    if action in TURNING_DOWN and article.stage is not None:
        at_or_after = ReviewStage.objects.in_use().filter(order__gte=article.stage.order)
        if not by.roles & set(at_or_after.values_list("role", flat=True)):
            return waiting_for(article)
    return None


def _against_judging(article: Article, *, by: User) -> str | None:
    stage = current_stage(article)
    if stage is None:
        return _("No review stage is in use: an administrator has to set them.")
    if stage.role not in by.roles:
        return _("Waiting for %(stage)s: %(role)s") % {"stage": stage.name, "role": stage.role}
    if is_own_copy(article, by):
        return _("Nobody reviews copy they filed or are credited on.")
    other = article.sign_offs.filter(by=by).exclude(stage=stage).first()
    if other is not None:
        return _("You signed %(signed)s of this story: %(stage)s is another person's.") % {
            "signed": other.stage_name,
            "stage": stage.name,
        }
    return None


def is_own_copy(article: Article, user: User) -> bool:
    """Whether the user wrote the story, handed it in, or is credited on it or on one of its photos.

    A name that nobody has identified counts as the user's own if it is the same name, in a credit or in
    the printed byline, where 王　燕 is 王燕. So does the name in the record of a story that came by a
    filing link: it stays there when an editor takes the credit away.
    """
    handed_in = article.status_changes.filter(action=Action.SUBMIT, by=user)
    if article.filed_by_id == user.pk or handed_in.exists():
        return True
    names = list(Person.objects.filter(user=user).values_list("name", flat=True))
    byline = "".join(article.printed_byline.split())
    if any(name in byline for name in names) or _sent_by_link(user).filter(article=article).exists():
        return True
    credits = Credit.objects.filter(Q(article=article) | Q(photo__article=article))
    return credits.filter(Q(person__user=user) | Q(person=None, printed_text__in=names)).exists()


def authors(article: Article) -> QuerySet[User]:
    """The accounts of who filed the story or handed it in."""
    handed_in = article.status_changes.filter(action=Action.SUBMIT).values("by")
    return User.objects.filter(Q(pk=article.filed_by_id) | Q(pk__in=handed_in))


def involved(article: Article) -> QuerySet[User]:
    """The authors, and whoever signed the story."""
    signers = article.sign_offs.values("by")
    return User.objects.filter(Q(pk__in=authors(article).values("pk")) | Q(pk__in=signers))


# What waits for one person ------------------------------------------------------------------------------


def waiting_on(user: User) -> ArticleQuerySet:
    """The stories whose next sign-off is the user's to give: `workflow.may(APPROVE)` as a query.

    Imported drafts may be approved as they stand, but wait for nobody: a page brings dozens at once.
    """
    if not may(user, Action.APPROVE, Article):
        return Article.objects.none()
    first = ReviewStage.objects.in_use().values("pk")[:1]
    stories = Article.objects.allowed(user, Action.APPROVE).filter(in_states(WAITING - {State.IMPORTED}))
    at_own_stage = stories.annotate(due=Coalesce("stage", Subquery(first))).filter(
        due__in=ReviewStage.objects.filter(role__in=sorted(user.roles)).values("pk")
    )
    elsewhere = SignOff.objects.filter(article=OuterRef("pk"), by=user).exclude(stage=OuterRef("due"))
    others = at_own_stage.exclude(authored_by(user) | _is_credited(user)).exclude(Exists(elsewhere))
    others = others.exclude(Exists(_sent_by_link(user).filter(article=OuterRef("pk"))))
    return others.annotate(byline=WITHOUT_PADDING).exclude(Exists(_names_in_byline(user)))


def came_back_to(user: User) -> ArticleQuerySet:
    """Stories that were returned and wait for the user to change them."""
    returned = Article.objects.visible_to(user).filter(in_states([State.RETURNED]))
    return returned.filter(authored_by(user))


def _names_in_byline(user: User) -> QuerySet[Person]:
    """`is_own_copy` of the printed byline: whether it holds the name of the user."""
    named = Person.objects.filter(user=user).annotate(at=StrIndex(OuterRef("byline"), F("name")))
    return named.filter(at__gt=0)


def _sent_by_link(user: User) -> QuerySet[StatusChange]:
    """The records of stories that came by a filing link of somebody of the user's name.

    Nobody with an account handed these in: `workflow.receive` wrote the sender's name into the record.
    """
    named = Person.objects.filter(user=user).annotate(at=StrIndex(OuterRef("note"), F("name")))
    received = StatusChange.objects.filter(action=Action.SUBMIT, by=None)
    return received.filter(Exists(named.filter(at__gt=0)))


def authored_by(user: User) -> Q:
    """`authors` the other way round: filed or handed in by the user."""
    handed_in = StatusChange.objects.filter(article=OuterRef("pk"), action=Action.SUBMIT, by=user)
    return Q(filed_by=user) | Q(Exists(handed_in))


def _is_credited(user: User) -> Q:
    """`is_own_copy` of credits, asked story by story: few wait, and no index finds a printed name."""
    names = Person.objects.filter(user=user).values("name")
    own = Credit.objects.filter(Q(person__user=user) | Q(person=None, printed_text__in=names))
    on_photo = own.filter(photo__article=OuterRef("pk"))
    return Q(Exists(own.filter(article=OuterRef("pk")))) | Q(Exists(on_photo))
