"""Pictures as browsers choose them: as AVIF where they read it, as WebP or as JPEG, in several widths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from articles.images import SHARE, THUMBNAIL_AS_JPEG, THUMBNAILS, WHOLE, WHOLE_AS_JPEG, Size
from articles.models import Article, Photo


@dataclass(frozen=True, slots=True)
class Source:
    """One `<source>` of a `<picture>`."""

    content_type: str
    addresses: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What a `<picture>` says of a photo; its width and height keep the place free until it is there."""

    photo: Photo
    sizes: Sequence[Size]
    fallback: Size
    width: int | None
    height: int | None

    @property
    def address(self) -> str:
        return address_of(self.photo, self.fallback)

    @property
    def sources(self) -> Iterator[Source]:
        for extension in ("avif", "webp"):
            sizes = [replace(size, extension=extension) for size in self.sizes]
            addresses = ", ".join(f"{address_of(self.photo, size)} {size.width}w" for size in sizes)
            yield Source(sizes[0].content_type, addresses)


def whole(photo: Photo) -> Picture:
    return Picture(photo, WHOLE, WHOLE_AS_JPEG, photo.width, photo.height)


def thumbnail(photo: Photo) -> Picture:
    """The part around the focal point, in the form of lists."""
    first = THUMBNAILS[0]
    return Picture(photo, THUMBNAILS, THUMBNAIL_AS_JPEG, first.width, first.height)


def is_tall(photo: Photo) -> bool:
    """Higher than wide: it stands in half the column, its caption beside it."""
    return bool(photo.width and photo.height and photo.height > photo.width)


def address_of(photo: Photo, size: Size) -> str:
    given: dict[str, object] = {"key": photo.key, "width": size.width}
    if size.height:
        given["height"] = size.height
    if size.extension != "webp":
        given["extension"] = size.extension
    return reverse("photo-crop" if size.height else "photo", kwargs=given)


def largest_address(photo: Photo) -> str:
    return address_of(photo, WHOLE[-1])


def share_address(photo: Photo) -> str:
    """What WeChat and other services show beside a link to the story."""
    return address_of(photo, SHARE)


def picture_addresses(story: Article) -> list[str]:
    """The whole pictures of a story, for machines."""
    return [address_of(photo, WHOLE_AS_JPEG) for photo in story.photos.all() if photo.image]
