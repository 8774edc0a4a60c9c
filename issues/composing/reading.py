"""A page's placements read into what the compositor takes: the one module here that knows the models.

The stories are given whole, whatever their state: who may see the page is asked by whoever calls.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path

from django.conf import settings

from articles.models import Article, Credit, Photo
from issues.board.copyfit import share_out
from issues.composing.description import Folio, PageDescription, Picture, Position, Story, body_of
from issues.composing.layout import Layout, Wishes
from issues.labels import page_order
from issues.models import Page, Placement

PERCENT = 100


def describe(page: Page, *, only: Collection[int] | None = None) -> PageDescription:
    """The page as it is now, or these of its stories alone. Six queries, however many stories it has."""
    placed = page.placements.all() if only is None else page.placements.filter(article__in=only)
    placements = list(
        placed.select_related("article", "continues__page", "continued_by__page").prefetch_related(
            "article__credits", "article__photos__credits"
        )
    )
    shares = _shares(placements)
    stories = tuple(_story(placement, *shares.get(placement.pk, (0, None))) for placement in placements)
    return PageDescription(
        _folio(page), stories, is_page_one=_is_page_one(page), line_length=page.line_length
    )


def wishes_of(page: Page) -> Wishes:
    """What the editor has fixed of the page. One query."""
    placements = list(page.placements.order_by("order", "pk"))
    return Wishes(
        layout=Layout(page.layout) if page.layout else None,
        order=tuple(each.article_id for each in placements) if page.keeps_order else (),
        spans={each.article_id: each.span for each in placements if each.span},
        headline_steps={
            each.article_id: each.headline_step for each in placements if each.headline_step is not None
        },
    )


def _is_page_one(page: Page) -> bool:
    """The first of its issue, unless its label counts another: of an issue of which only A3 came in."""
    is_first = not page.issue.pages.filter(order__lt=page.order).exists()
    return is_first and page_order(page.label) in {1, None}


def _folio(page: Page) -> Folio:
    issue = page.issue
    return Folio(
        paper=settings.PAPER_NAME,
        date=issue.date,
        label=page.label,
        name=page.name,
        editor=str(page.editor.get_full_name() or page.editor) if page.editor else "",
        serial_number=issue.serial_number,
        cn_number=settings.PAPER_CN_NUMBER,
        publisher=settings.PAPER_PUBLISHER,
        pages=issue.pages.count(),
        set_by_hand=page.folio,
    )


def _shares(placements: Sequence[Placement]) -> dict[int, tuple[int, int | None]]:
    """Of a story on several pages, for each place: the character it begins at, and how many stand there."""
    running = [each.article_id for each in placements if each.continues or hasattr(each, "continued_by")]
    if not running:
        return {}
    chains = defaultdict(list)
    places = Placement.objects.filter(article__in=running, page__issue=placements[0].page.issue_id)
    places = places.order_by("page__order", "order", "pk")
    for placement in places.select_related("article"):
        chains[placement.article_id].append(placement)
    found: dict[int, tuple[int, int | None]] = {}
    for chain in chains.values():
        begins = 0
        lengths = share_out(chain[0].article.length, [each.planned_length for each in chain])
        for placement, length in zip(chain, lengths, strict=True):
            found[placement.pk] = (begins, length)
            begins += length
    return found


def _story(placement: Placement, starts_at: int, length: int | None) -> Story:
    article: Article = placement.article
    following: Placement | None = getattr(placement, "continued_by", None)
    return Story(
        id=article.pk,
        headline=article.headline,
        kicker=article.kicker,
        deck=article.printed_deck,
        dateline=article.dateline,
        byline=_byline(article),
        body=body_of(article.body),
        # Where a story only goes on, its photos stand where it began.
        pictures=() if placement.continues else tuple(_picture(photo) for photo in article.photos.all()),
        position=Position(placement.position),
        genre=article.genre,
        starts_at=starts_at,
        planned_length=length,
        continued_on=following.page.label if following else "",
        continued_from=placement.continues.page.label if placement.continues else "",
    )


def _byline(article: Article) -> str:
    """Photo news has its people below its photo."""
    is_below = article.genre == Article.Genre.PHOTO and bool(article.photos.all())
    return "" if is_below else article.printed_byline or _credit_line(article)


def _picture(photo: Photo) -> Picture:
    return Picture(
        caption=photo.caption,
        credit=_credit_line(photo),
        aspect=photo.width / photo.height if photo.width and photo.height else 1.5,
        file=_file(photo),
        alt=photo.alt_text,
        focus=(photo.focal_x / PERCENT, photo.focal_y / PERCENT),
    )


def _file(photo: Photo) -> Path | None:
    """Where the picture lies; None while it is missing, or where the storage has no files of its own."""
    try:
        return Path(photo.image.path) if photo.image else None
    except NotImplementedError:
        return None


def _credit_line(credited: Article | Photo) -> str:
    """记者 王燕 通讯员 刘菲 摄: the printed titles before the names."""
    credits = list(credited.credits.all())
    people = " ".join(f"{credit.title} {credit.printed_text}".strip() for credit in credits)
    takes = any(credit.role == Credit.Role.PHOTOGRAPHER for credit in credits)
    return f"{people} 摄" if takes and not people.endswith(("摄", "供图")) else people
