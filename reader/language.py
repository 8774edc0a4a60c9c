"""The paper's language in the words of each format. A paper has one, the same at every address."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Language:
    """As BCP 47 tags it, as Open Graph does, and as news sitemaps do."""

    tag: str
    locale: str
    news: str


LANGUAGES = {
    "zh-hans": Language("zh-Hans", "zh_CN", "zh-cn"),
    "en": Language("en", "en_US", "en"),
}


def language() -> Language:
    return LANGUAGES[settings.LANGUAGE_CODE]
