"""Who makes the paper and how to reach them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from people.models import MastheadLine


def about(request: HttpRequest) -> HttpResponse:
    lines = list(MastheadLine.objects.all())
    parts = {part.value: [line for line in lines if line.part == part] for part in MastheadLine.Part}
    return render(request, "reader/about.html", {"parts": parts})
