"""Small worlds for tests: plain functions that make rows with as little as the test needs to say."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from articles import review, workflow
from articles.models import Article, Credit, Photo
from issues import proofs, reading
from issues.models import Issue, Page, Placement, Region, Rendition
from issues.models.rendition import latest_hash
from people.models import CountyDesk, Desk, Person, User
from policy.roles import Role
from towns.models import County, Jurisdiction, Town

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_AGO = dt.datetime(2023, 12, 20, 6, tzinfo=SHANGHAI)
BEGIN = dt.date(2025, 1, 1)
FAR_AHEAD = dt.datetime(2099, 1, 1, 6, tzinfo=SHANGHAI)


def make_user(username: str, *roles: Role, **fields: Any) -> User:
    """A member of staff with the password `username`."""
    user = User.objects.create_user(username, password=username, is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    return user


def sign_off(article: Article) -> Article:
    """Take submitted or imported copy through every stage that is left, each by a reviewer of its own."""
    while (stage := review.current_stage(article)) is not None:
        username = f"reviewer-{stage.pk}"
        reviewer = User.objects.filter(username=username).first() or make_user(username, Role(stage.role))
        workflow.approve(article, by=reviewer)
    return article


def make_desk(
    name: str = "县区部", *, counties: tuple[County, ...] = (), members: tuple[User, ...] = ()
) -> Desk:
    desk = Desk.objects.create(name=name)
    desk.members.set(members)
    for county in counties:
        CountyDesk.objects.create(desk=desk, county=county)
    return desk


def make_county(name: str = "巨野县", slug: str = "juye") -> County:
    county, _created = County.objects.get_or_create(name=name, defaults={"slug": slug})
    return county


def make_town(name: str = "田庄镇", slug: str = "tianzhuang", county: County | None = None) -> Town:
    town = Town.objects.create(name=name, slug=slug, kind=Town.Kind.TOWN)
    Jurisdiction.objects.create(town=town, county=county or make_county())
    return town


def make_person(name: str = "王燕", kind: str = Person.Kind.REPORTER, **fields: Any) -> Person:
    return Person.objects.create(name=name, kind=kind, **fields)


def make_article(headline: str = "麦田返青", *, towns: tuple[Town, ...] = (), **fields: Any) -> Article:
    """A draft, unless the fields say otherwise."""
    article = Article.objects.create(headline=headline, **fields)
    article.towns.set(towns)
    return article


def make_published(headline: str = "麦田返青", **fields: Any) -> Article:
    """A story that readers see: signed off, its time long past."""
    public: dict[str, Any] = {"status": Article.Status.SIGNED_OFF, "publish_at": LONG_AGO}
    return make_article(headline, **(public | fields))


def make_issue(date: dt.date = dt.date(2023, 12, 20), publish_at: dt.datetime | None = None) -> Issue:
    """An issue of the house's first years is from the archive: it needs no proofs and no last reading."""
    return Issue.objects.create(date=date, publish_at=publish_at, is_archive=date < BEGIN)


def clear(issue: Issue) -> None:
    """Proofread and read last: what is found is let stand, so that the issue can be released as it is."""
    user = User.objects.filter(username="duyi").first()
    user = user or make_user("duyi", Role.PROOFREADER, Role.CHIEF_EDITOR)
    for page in issue.pages.select_related("issue"):
        while not (now := proofs.standing(page)).is_settled:
            proofs.sign(proofs.pull(page, now.due, by=user), by=user)
    for finding in reading.sheet_of(issue).open:
        reading.override(issue, finding.key, reason="照此付印", by=user)
    sheet = reading.sheet_of(issue)
    if not sheet.is_settled:
        reading.sign(issue, ticked=reading.EYE, seen=sheet.text_hash, by=user)


def make_page(issue: Issue, label: str = "A3", order: int = 3, name: str = "鲁西新区·巨野") -> Page:
    return Page.objects.create(issue=issue, label=label, order=order, name=name)


def make_placement(article: Article, page: Page, **fields: Any) -> Placement:
    return Placement.objects.create(article=article, page=page, **fields)


def make_photo(article: Article | None = None, caption: str = "田间的农机手", **fields: Any) -> Photo:
    """A photo whose picture has not come yet, unless `image` brings one."""
    return Photo.objects.create(article=article, caption=caption, **fields)


def make_picture(width: int = 40, height: int = 30) -> ContentFile[bytes]:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(buffer, "JPEG")
    return ContentFile(buffer.getvalue(), "picture.jpg")


def stored_picture() -> str:
    """The name of a stored original that no photo uses yet."""
    photo = make_photo(image=make_picture())
    photo.delete()
    return str(photo.image.name)


def make_rendition(page: Page, *boxes: tuple[Article, float, float, float, float]) -> Rendition:
    """The page made, as if its stories stood in these boxes: a blank picture and a blank PDF."""
    page.refresh_from_db()
    size = {"width": 200, "height": 280}
    made = Rendition(page=page, page_version=page.version, made_at=timezone.now(), **size)
    made.kind = Rendition.Kind.COMPOSED
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(200, 280)
    pdf.save(content := io.BytesIO())
    made.pdf.save("", ContentFile(content.getvalue()), save=False)
    for name, width in (("thumb", 50), ("small", 100), ("large", 200)):
        picture = io.BytesIO()
        Image.new("RGB", (width, width * 7 // 5), "white").save(picture, "WEBP")
        getattr(made, name).save("", ContentFile(picture.getvalue()), save=False)
    made.save()
    for order, (story, *box) in enumerate(boxes):
        text_hash = Article.objects.values_list(latest_hash("pk"), flat=True).get(pk=story.pk)
        place = dict(zip(("x", "y", "width", "height"), box, strict=True))
        Region.objects.create(rendition=made, article=story, text_hash=text_hash, order=order, **place)
    return made


def make_credit(of: Article | Photo, person: Person | None = None, **fields: Any) -> Credit:
    """A credit on a story or on a photo."""
    target = {"photo": of} if isinstance(of, Photo) else {"article": of}
    return Credit.objects.create(person=person, **target, **fields)
