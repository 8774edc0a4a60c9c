"""The form of a private link, its pictures, and the page that says a story has arrived."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from articles.images import WHOLE, PictureLost, rendition
from articles.models import Article
from articles.search.duplicates import draft_of, in_public, likely
from filing import guard, landing, limits, pictures
from filing.forms import PictureForm, StoryForm, sent_hash
from filing.lately import lately
from filing.models import FiledStory, FilingLink
from policy.inputs import uuid_in
from policy.table import State

PREVIEW = WHOLE[0]


@guard.door("GET", "HEAD", "POST", most_bytes=limits.STORY_BYTES + limits.FORM_BYTES)
def form(request: HttpRequest, link: FilingLink) -> HttpResponseBase:
    """An empty form, or one that was begun (`?key=`); sent, it becomes a story and leads on to `sent`.

    Buttons besides the one that sends keep the pictures chosen (`_keep`) or take one away (`_drop`).
    """
    if request.method == "POST":
        return _posted(request, link)
    key = uuid_in(request.GET.get("key")) or uuid.uuid4()
    if there := landing.story_of(link, key):
        return arrived(there)
    return page(request, link, key)


def _posted(request: HttpRequest, link: FilingLink) -> HttpResponse:
    key = uuid_in(request.POST.get("key")) or uuid.uuid4()
    sending = landing.Sending(guard.address_hash(request), sent_hash(request.POST))
    try:
        if there := landing.landed(link, key, sending):
            return arrived(there)
    except landing.ChangedSince as error:
        return _changed_since(request, link, error)
    except landing.DeletedSince:
        return _deleted_since(request, link)
    if dropped := uuid_in(request.POST.get("_drop")):
        pictures.drop(link, key, dropped)
    came, refusals = _keep_chosen(request, link, key)
    is_only_kept = not request.POST.keys().isdisjoint({"_keep", "_drop"})
    if is_only_kept or came or refusals:
        # Without a script the pictures chosen last have no captions yet: they are asked for now.
        return page(request, link, key, request.POST, problems=refusals, is_checked=False, came=came)
    return _send(request, link, key, sending)


def _keep_chosen(request: HttpRequest, link: FilingLink, key: uuid.UUID) -> tuple[int, list[str]]:
    """How many of the pictures in the form are kept now, and why others are not."""
    came, refusals, most = 0, [], limits.PICTURES_A_STORY
    chosen = request.FILES.getlist("pictures")
    if len(chosen) > most:
        refusals.append(_("A story may have %(most)d pictures at most.") % {"most": most})
    for file in chosen[:most]:
        try:
            pictures.keep(link, key, file)
            came += 1
        except (limits.Enough, ValidationError) as error:
            refusals.append(f"{file.name}：{reason_of(error)}")
    return came, refusals


def _send(request: HttpRequest, link: FilingLink, key: uuid.UUID, sending: landing.Sending) -> HttpResponse:
    story, kept = forms_of(link, key, request.POST, is_checked=True)
    if not all([story.is_valid(), *(picture.is_valid() for picture in kept)]):
        return page(request, link, key, request.POST)
    try:
        return arrived(landing.land(link, story, kept, sending))
    except limits.Enough as error:
        return page(request, link, key, request.POST, problems=[str(error)], status=429)
    except landing.ChangedSince as error:
        return _changed_since(request, link, error)
    except landing.DeletedSince:
        return _deleted_since(request, link)
    except landing.KeyTaken:
        said = _("Please send it once more.")
        return page(request, link, uuid.uuid4(), request.POST, problems=[said], is_checked=False)


def _changed_since(request: HttpRequest, link: FilingLink, error: landing.ChangedSince) -> HttpResponse:
    """Neither thrown away nor sent as a second story without a word: the form, with a key of its own."""
    said = _(
        "This story arrived already at %(time)s, with its pictures. You have changed it since: to send the "
        "changed text as well, send it once more."
    ) % {"time": limits.clock(error.story.at)}
    return page(request, link, uuid.uuid4(), request.POST, problems=[said], is_checked=False)


def _deleted_since(request: HttpRequest, link: FilingLink) -> HttpResponse:
    """Not made again without a word: its sender may ask the desk first."""
    said = _(
        "This story had arrived already, and the desk has deleted it. To file it anew, send it once more."
    )
    return page(request, link, uuid.uuid4(), request.POST, problems=[said], is_checked=False)


def arrived(story: FiledStory) -> HttpResponse:
    """Addresses are relative here and in the pages, so that no answer has the secret one in it."""
    return redirect(f"sent/{story.article.filing_key}/")


def forms_of(
    link: FilingLink, key: uuid.UUID, data: QueryDict | None, *, is_checked: bool
) -> tuple[StoryForm, list[PictureForm]]:
    rows, person = pictures.kept_for(link, key), link.person
    kept = [PictureForm(data, kept=row, person=person, is_checked=is_checked) for row in rows]
    story = StoryForm(data, person=person, key=key, has_pictures=bool(kept), is_checked=is_checked)
    return story, kept


def page(
    request: HttpRequest,
    link: FilingLink,
    key: uuid.UUID,
    data: QueryDict | None = None,
    *,
    problems: list[str] | None = None,
    is_checked: bool = True,
    came: int = 0,
    status: int = 200,
) -> HttpResponse:
    """The form with whatever was typed in it; `is_checked` says whether what is missing is pointed out."""
    story, kept = forms_of(link, key, data, is_checked=is_checked)
    context = {
        "link": link,
        "person": link.person,
        "key": key,
        "form": story,
        "pictures": kept,
        "problems": problems or [],
        "is_incomplete": any(each.errors for each in (story, *kept)),
        "is_typed": data is not None,
        "came": came,
        "most_pictures": limits.PICTURES_A_STORY,
        "body_limit": limits.BODY,
        "lately": lately(link),
    }
    return render(request, "filing/form.html", context, status=status)


@guard.door("POST", most_bytes=limits.PICTURE_BYTES + limits.FORM_BYTES)
def add_picture(request: HttpRequest, link: FilingLink) -> HttpResponseBase:
    """One picture from the script of the form: answers with its part of the form, or with the refusal."""
    key, file = uuid_in(request.POST.get("key")), request.FILES.get("picture")
    if key is None or file is None:
        return not_kept(_("The picture did not arrive whole. Choose it again."))
    if landing.story_of(link, key):
        return not_kept(_("The story has been sent already."))
    try:
        kept = pictures.keep(link, key, file)
    except (limits.Enough, ValidationError) as error:
        return not_kept(reason_of(error))
    return render(request, "filing/_picture.html", {"picture": PictureForm(kept=kept, person=link.person)})


def not_kept(reason: str) -> HttpResponse:
    return HttpResponse(reason, status=400, content_type="text/plain; charset=utf-8")


@guard.door("GET", "HEAD")
def picture(request: HttpRequest, link: FilingLink, key: uuid.UUID) -> HttpResponseBase:
    """A small look at a picture on the form it came with; once the story is sent it is the paper's."""
    kept = get_object_or_404(link.pictures, photo__upload_key=key, photo__article=None)
    try:
        return FileResponse(rendition(kept.photo, PREVIEW), content_type=PREVIEW.content_type)
    except PictureLost as error:
        raise Http404 from error


@guard.door("GET", "HEAD")
def sent(request: HttpRequest, link: FilingLink, key: uuid.UUID) -> HttpResponseBase:
    """It arrived, at what time, and what happens now."""
    story = landing.story_of(link, key)
    if story is None:
        return redirect(f"../../?key={key}")
    context = {"link": link, "person": link.person, "key": key, "story": story, "lately": lately(link)}
    context |= {"published": published_like(story)}
    return render(request, "filing/sent.html", context)


def published_like(story: FiledStory) -> list[Article]:
    """What readers have already that tells the same; of copy of others the sender learns nothing.

    Only while the story waits as it was sent: what editors make of it is not told by what it is like.
    """
    if story.article.policy_state != State.SUBMITTED:
        return []
    found = likely(draft_of(story.article), among=in_public(), but=story.article_id)
    return [each.article for each in found]


def reason_of(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
