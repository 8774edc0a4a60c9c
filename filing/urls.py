"""Addresses of private links, under /filing/<token>/. They set no cookie and are found by nobody."""

from __future__ import annotations

from django.urls import path

from filing import views

app_name = "filing"

urlpatterns = [
    path("<str:token>/", views.form, name="form"),
    path("<str:token>/pictures/", views.add_picture, name="add-picture"),
    path("<str:token>/pictures/<uuid:key>.webp", views.picture, name="picture"),
    path("<str:token>/sent/<uuid:key>/", views.sent, name="sent"),
]
