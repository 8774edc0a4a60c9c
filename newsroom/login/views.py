"""The pages of the second factor, and the page of who tried too many passwords.

`newsroom.login.site` gives them their addresses and says who may open which.
"""

from __future__ import annotations

import datetime as dt
import math
from base64 import b32encode
from typing import Any

import segno
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.util import random_hex

from newsroom.login import gate, records
from newsroom.login.forms import CodeForm
from newsroom.login.throttle import LockedOut
from people import second_factor
from people.accounts import user_of
from people.models import User

# The secret of an enrolment under way. It belongs to the session: nobody else has seen it.
KEY_IN_SESSION = "second_factor_key"
MINUTE, HOUR = 60, 3600


def enrol(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show a secret, and keep it once its first code was right."""
    user = user_of(request)
    if second_factor.is_enrolled(user):
        return redirect("admin:second_factor")
    key = request.session.setdefault(KEY_IN_SESSION, random_hex())
    form = CodeForm(request.POST or None)
    if form.is_valid():
        codes = second_factor.enrol(user, key=key, code=form.cleaned_data["code"])
        if codes is not None:
            del request.session[KEY_IN_SESSION]
            update_session_auth_hash(request, user)
            gate.let_pass(request)
            return codes_page(request, site, codes)
        form.add_error("code", _("This code is not right. Check the clock of the telephone and try again."))
    app = second_factor.new_app(user, key)
    context = {
        "title": _("Set up the second factor"),
        "form": form,
        "address": app.config_url,
        "picture": segno.make(app.config_url, micro=False).svg_data_uri(light="#fff", omitsize=True),
        "secret": grouped(b32encode(app.bin_key).decode(), 4),
        "is_demanded": second_factor.is_demanded(user),
    }
    return page(request, site, "enrol", context)


def verify(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Ask for the code after the password."""
    user = user_of(request)
    if gate.next_step(request) != gate.VERIFY:
        return redirect(after(request))
    if not second_factor.is_enrolled(user):
        gate.note_login(None, request, user)
        return redirect(request.get_full_path())
    form = CodeForm(request.POST or None)
    if passes(form, user):
        gate.let_pass(request)
        records.passed(user)
        if len(form.cleaned_data["code"]) != second_factor.APP_DIGITS:
            messages.warning(request, recovery_code_used(second_factor.codes_left(user)))
        return redirect(after(request))
    return page(request, site, "verify", {"title": _("Enter the code"), "form": form})


def overview(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """What the account has; new recovery codes, or an end of it where no role demands it."""
    user = user_of(request)
    is_demanded = second_factor.is_demanded(user)
    form = CodeForm(request.POST or None)
    if second_factor.is_enrolled(user) and passes(form, user):
        if "_remove" not in request.POST:
            return codes_page(request, site, second_factor.renew_codes(user))
        if not is_demanded:
            second_factor.remove(user, by=user)
            update_session_auth_hash(request, user)
            gate.note_login(None, request, user)
            messages.success(request, _("The second factor was taken away."))
            return redirect("admin:second_factor")
    context = {
        "title": _("Second factor"),
        "form": form,
        "app": second_factor.app_of(user),
        "codes_left": second_factor.codes_left(user),
        "is_demanded": is_demanded,
    }
    return page(request, site, "overview", context)


def codes_page(request: HttpRequest, site: AdminSite, codes: list[str]) -> HttpResponse:
    """The answer to the form that made them, and not a page of its own: it cannot be called up again."""
    shown = [grouped(code, 5) for code in codes]
    return page(
        request, site, "codes", {"title": _("Recovery codes"), "codes": shown, "next": after(request)}
    )


def locked_out(request: HttpRequest, site: AdminSite, locked: LockedOut) -> HttpResponse:
    context = {"title": _("Too many tries"), "until": locked.until, "wait": wait_in_words(locked.until)}
    response = page(request, site, "locked_out", context)
    response.status_code = 429
    response.headers["Retry-After"] = str(seconds_until(locked.until))
    return response


def page(request: HttpRequest, site: AdminSite, name: str, context: dict[str, Any]) -> HttpResponse:
    request.current_app = site.name
    return TemplateResponse(request, f"admin/login/{name}.html", {**site.each_context(request), **context})


def passes(form: CodeForm, user: User) -> bool:
    """Whether the code is right. If it is not, the form says so, or how long to wait."""
    if not form.is_valid():
        return False
    try:
        if second_factor.verify(user, form.cleaned_data["code"]):
            return True
        records.wrong_code(user)
        form.add_error("code", _("This code is not right. Each code is good for one use only."))
    except second_factor.TooSoon as too_soon:
        wait = wait_in_words(too_soon.until)
        form.add_error("code", _("The last code was wrong. Try again in %(wait)s.") % {"wait": wait})
    return False


def after(request: HttpRequest) -> str:
    """Where the person was going, on this site; else the desk."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("admin:index")


def recovery_code_used(left: int) -> str:
    return ngettext(
        "A recovery code was used up; %(count)d is left. Set up a new telephone or make new codes soon.",
        "A recovery code was used up; %(count)d are left. Set up a new telephone or make new codes soon.",
        left,
    ) % {"count": left}


def seconds_until(moment: dt.datetime) -> int:
    return max(1, math.ceil((moment - timezone.now()).total_seconds()))


def wait_in_words(until: dt.datetime) -> str:
    seconds = seconds_until(until)
    if seconds <= MINUTE:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    if seconds <= HOUR:
        minutes = math.ceil(seconds / MINUTE)
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = math.ceil(seconds / HOUR)
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}


def grouped(text: str, size: int) -> str:
    """JBSWY3DP in groups of four is JBSW Y3DP."""
    return " ".join(text[start : start + size] for start in range(0, len(text), size))
