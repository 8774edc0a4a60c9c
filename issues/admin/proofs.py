"""Staff pages of proofs: all of one page's, one to read and mark, all pages of an issue at a glance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.workflow import NotPossible
from issues import proofs
from issues.admin.proof_rows import difference_rows, seen_by, sheet_of, summary
from issues.models import Issue, Page, Proof, ProofMark
from issues.proofs.differences import changed_since, difference
from issues.proofs.standing import ROUNDS, Standing, State, standing, standings, standings_of
from issues.proofs.text import page_text
from people.accounts import user_of
from people.models import User
from policy.access import may, visible
from policy.inputs import number_in
from policy.table import Action

# The class of the chip that says where a page stands.
CHIPS = {
    State.ARCHIVE: "draft",
    State.EMPTY: "draft",
    State.NONE: "draft",
    State.READING: "submitted",
    State.OUTDATED: "returned",
    State.SIGNED: "in_review",
    State.CHANGED: "returned",
    State.DONE: "signed_off",
}
DONE = gettext_lazy("Changed as marked.")


class MarkForm(forms.Form):
    article = forms.IntegerField(required=False)
    quote = forms.CharField(
        label=gettext_lazy("words of the text"),
        required=False,
        max_length=ProofMark._meta.get_field("quote").max_length,
    )
    note = forms.CharField(
        label=gettext_lazy("what to change"),
        max_length=ProofMark._meta.get_field("note").max_length,
        error_messages={"required": gettext_lazy("Write what has to be changed.")},
    )


class AnswerForm(forms.Form):
    mark = forms.IntegerField()
    answer = forms.CharField(required=False, max_length=ProofMark._meta.get_field("answer").max_length)


class ProofPages(admin.ModelAdmin[Page]):
    """The proofs of a page, and where it stands in the list of pages."""

    def get_urls(self) -> list[URLPattern]:
        views = (
            ("<int:pk>/proofs/", self.proofs_view, "issues_page_proofs"),
            ("<int:pk>/proofs/<int:number>/", self.proof_view, "issues_page_proof"),
        )
        own = [path(route, self.admin_site.admin_view(view), name=name) for route, view, name in views]
        return [*own, *super().get_urls()]

    def proofs_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All rounds of the page at a glance; posted to, the round that comes now is pulled."""
        page = self._page(request, pk)
        if request.method == "POST":
            return self._pull(request, page)
        now = standing(page)
        context = {
            "page": page,
            "standing": now,
            "chip": chip(now),
            "rounds": [round_cell(now, which) for which in ROUNDS],
            "proofs": list(reversed(now.proofs)),
            **pulling(now, user_of(request)),
        }
        return self._answer(request, "proofs", _("Proofs"), context)

    def proof_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """One proof: its text and marks, and what differs from the one before it."""
        page = self._page(request, pk)
        proof = get_object_or_404(page.proofs.select_related("pulled_by", "signed_by"), number=number)
        proof.page = page
        if request.method != "POST":
            return self._show(request, proof)
        act = {"mark": self._mark, "resolve": self._settle, "carry": self._settle, "sign": self._sign}
        doing = act.get(request.POST.get("do", ""))
        if doing is None:
            messages.error(request, _("Use one of the buttons of this page."))
            return self._show(request, proof, status=400)
        return doing(request, proof)

    # What is done

    def _pull(self, request: HttpRequest, page: Page) -> HttpResponse:
        try:
            proof = proofs.pull(page, request.POST.get("round", ""), by=user_of(request))
        except NotPossible as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(address_of(proof))

    def _sign(self, request: HttpRequest, proof: Proof) -> HttpResponse:
        try:
            signed = proofs.sign(proof, by=user_of(request))
        except NotPossible as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(address_of(proof))
        said = _("The %(round)s is signed for exactly this text.") % {"round": signed.get_round_display()}
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:issues_page_proofs", args=[proof.page_id]))

    def _mark(self, request: HttpRequest, proof: Proof) -> HttpResponse:
        """Keep the mark, or show it again as it was typed, with what is wrong."""
        form = MarkForm(request.POST)
        if not form.is_valid():
            return self._show(request, proof, marking=form, status=400)
        try:
            made = proofs.mark(proof, by=user_of(request), **form.cleaned_data)
        except NotPossible as error:
            form.add_error(None, str(error))
            return self._show(request, proof, marking=form, status=400)
        return HttpResponseRedirect(f"{address_of(proof)}#mark-{made.pk}")

    def _settle(self, request: HttpRequest, proof: Proof) -> HttpResponse:
        form = AnswerForm(request.POST)
        if not form.is_valid():
            for errors in form.errors.values():
                messages.error(request, " ".join(map(str, errors)))
            return self._show(request, proof, status=400)
        marks = visible(ProofMark, user_of(request)).filter(proof=proof)
        mark = get_object_or_404(marks, pk=form.cleaned_data["mark"])
        try:
            if request.POST["do"] == "carry":
                proofs.carry(mark, by=user_of(request))
            else:
                answer = form.cleaned_data["answer"] or str(DONE)
                proofs.resolve(mark, answer=answer, by=user_of(request))
        except NotPossible as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(f"{address_of(proof)}#mark-{mark.pk}")

    # What is shown

    def _show(
        self, request: HttpRequest, proof: Proof, *, marking: MarkForm | None = None, status: int = 200
    ) -> HttpResponse:
        user, now, text = user_of(request), standing(proof.page), page_text(proof.page)
        before = proof.page.proofs.filter(number__lt=proof.number).order_by("number").last()
        texts = [each for each in (proof.text, text, before and before.text) if each]
        seen = seen_by(user, *texts, marks=proof.marks.all())
        is_latest = now.latest == proof
        context = {
            "page": proof.page,
            "proof": proof,
            "before": before,
            "standing": now,
            "sheet": sheet_of(proof, text, seen),
            "is_latest": is_latest,
            "is_current": now.covers(proof),
            "marking": marking,
            "marking_key": marked_key(marking),
            "may_mark": is_latest and not proof.signed_at and may(user, Action.ADD, ProofMark),
            "may_settle": may(user, Action.CHANGE, ProofMark),
            **signing(now, proof, user),
            **self._differences(proof, before, seen),
        }
        if is_latest:
            context |= pulling(now, user)
        if is_latest and not now.covers(proof):
            context["changed"] = difference_rows(changed_since(proof, text), seen)
        title = f"{proof.get_round_display()} · {proof.number}"
        return self._answer(request, "proof", title, context, status=status)

    @staticmethod
    def _differences(proof: Proof, before: Proof | None, seen: set[int]) -> dict[str, Any]:
        if before is None:
            return {}
        found = difference(before.text, proof.text)
        return {
            "difference": found,
            "differing": difference_rows(found.stories, seen),
            "summary": summary(found),
        }

    def _page(self, request: HttpRequest, pk: int) -> Page:
        demand_proofs(request)
        return get_object_or_404(self.get_queryset(request).select_related("issue", "editor"), pk=pk)

    def _answer(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        whole = self.admin_site.each_context(request) | {"title": title, "opts": self.opts} | context
        return TemplateResponse(request, f"admin/issues/page/{name}.html", whole, status=status)

    # In the list of pages

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Where each page of the list stands is asked for all of them at once."""
        changelist = super().get_changelist_instance(request)
        found: Any = changelist.result_list
        if "proofs" in changelist.list_display:
            found = list(found)
            for page, now in zip(found, standings_of(found).values(), strict=True):
                page.standing = now
        changelist.result_list = found
        return changelist

    def get_list_display(self, request: HttpRequest) -> Any:
        shown = super().get_list_display(request)
        return [*shown, "proofs"] if may(user_of(request), Action.VIEW, Proof) else shown

    @admin.display(description=gettext_lazy("proof rounds"))
    def proofs(self, page: Page) -> str:
        now: Standing = page.standing  # type: ignore[attr-defined]
        where = reverse("admin:issues_page_proofs", args=[page.pk])
        return format_html('<a href="{}">{}</a>', where, chip(now))


class IssueProofPages(admin.ModelAdmin[Issue]):
    """The pages of an issue and their rounds, with who and when."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.proofs_view)
        return [path("<int:pk>/proofs/", view, name="issues_issue_proofs"), *super().get_urls()]

    def proofs_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        demand_proofs(request)
        issue = get_object_or_404(self.get_queryset(request), pk=pk)
        found = standings(issue).values()
        context = self.admin_site.each_context(request) | {
            "title": _("Proofs"),
            "issue": issue,
            "rows": [
                (now, chip(now), [round_cell(now, which) for which in ROUNDS], pulling(now, user_of(request)))
                for now in found
            ],
            "done": sum(now.is_done for now in found),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/issues/issue/proofs.html", context)


def demand_proofs(request: HttpRequest) -> None:
    if not may(user_of(request), Action.VIEW, Proof):
        raise PermissionDenied


def address_of(proof: Proof) -> str:
    return reverse("admin:issues_page_proof", args=[proof.page_id, proof.number])


def chip(now: Standing) -> str:
    return format_html('<span class="state state-{}">{}</span>', CHIPS[now.state], now.label)


def round_cell(now: Standing, which: Proof.Round) -> dict[str, Any]:
    """A round of a page: its signed proof or else its last, and whether the text was changed since."""
    return {
        "label": which.label,
        "proof": now.signed.get(which) or now.last(which),
        "is_outdated": now.is_outdated(which),
        "is_twice": which in now.signed and now.signed[which].signed_by in now.signed_twice,
    }


def pulling(now: Standing, user: User) -> dict[str, Any]:
    """The round that can be pulled, or why none can."""
    which = now.due
    if not may(user, Action.ADD, Proof):
        return {"due": which, "why_not_pull": _("Editors, page designers and proofreaders pull proofs.")}
    last = now.last(which)
    return {"due": which, "is_again": last is not None, "why_not_pull": proofs.why_not_pull(now, which)}


def signing(now: Standing, proof: Proof, user: User) -> dict[str, Any]:
    """Whether this person signs, or why not; who does not read proofs is told nothing."""
    is_reader = may(user, Action.CHANGE, Proof)
    why_not = proofs.why_not_sign(now, proof, by=user) if is_reader else _("A proofreader signs it.")
    signs_again = is_reader and any(each.signed_by == user for each in now.signed.values())
    return {"why_not_sign": why_not, "signs_again": signs_again and not why_not}


def marked_key(form: MarkForm | None) -> int:
    """The story whose mark is typed; -1 where nothing is, 0 for the page itself."""
    if form is None:
        return -1
    return number_in(form.data.get("article")) or 0
