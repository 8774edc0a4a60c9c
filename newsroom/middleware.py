"""Small middleware: compression, the content security policy, the staff's language, the readers' 404."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.translation import trans_real
from django.views.defaults import page_not_found

from audit.origin import Origin, coming_from
from people.address import address_of

GetResponse = Callable[[HttpRequest], HttpResponse]
STAFF_PREFIX = "/admin/"
# Pages that are not the readers' have a 404 of their own.
OTHERS = (STAFF_PREFIX, "/static/", "/filing/")


class CompressTextMiddleware(GZipMiddleware):
    """Compress pages and answers for scripts; pictures and spreadsheets are compressed already.

    Static files come compressed from whitenoise. Django's own middleware makes the length of each answer
    random (Heal The Breach), so that the length tells nothing of a token in the page.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        is_text = kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))
        return super().process_response(request, response) if is_text else response


class ContentSecurityPolicyMiddleware:
    """Send `SECURE_CSP` as a header. Django 6 has this built in: delete the class then."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = "; ".join(
            f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        if response.status_code == 404:
            # What is not there today may be there at its release: no cache keeps the absence.
            response.headers.setdefault("Cache-Control", "no-cache")
        return response


class StaffLanguageMiddleware:
    """Show the staff site in the language its user chose, and everything else in the paper's own.

    A browser's Accept-Language is not asked: a Chinese paper stays Chinese in a foreign browser, and
    public pages stay the same for everybody, so that they can be cached.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(self.language(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response

    def language(self, request: HttpRequest) -> str:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        is_staff_page = request.path_info.startswith(STAFF_PREFIX)
        return chosen if is_staff_page and chosen in trans_real.get_languages() else settings.LANGUAGE_CODE


class OriginMiddleware:
    """What is recorded in the audit trail during a request has the address that it came from."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with coming_from(Origin(address=address_of(request))):
            return self.get_response(request)


class ReadersNotFoundMiddleware:
    """In development too, show readers the paper's own 404 page instead of Django's technical one."""

    def __init__(self, get_response: GetResponse) -> None:
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.path_info.startswith(OTHERS):
            return response
        return page_not_found(request, Exception())
