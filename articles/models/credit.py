"""Who did what on a story or a photo."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.ordering import after_last, order_field
from articles.models.photo import Photo
from people.models import Person


class Credit(models.Model):
    """One printed name and its role. `printed_text` is evidence; `person` is what we made of it.

    A credit without a person is a name nobody has identified yet: two people share it, or it is a body.
    """

    class Role(models.TextChoices):
        REPORTER = "reporter", _("reporter")
        TRAINEE_REPORTER = "trainee_reporter", _("trainee reporter")
        INTERN = "intern", _("intern")
        SPECIAL_REPORTER = "special_reporter", _("special reporter")
        CORRESPONDENT = "correspondent", _("correspondent")
        WRITER = "writer", _("writer")
        PHOTOGRAPHER = "photographer", _("photographer")
        PROVIDER = "provider", _("picture provider")
        GRAPHICS = "graphics", _("graphics")

    article = models.ForeignKey(
        Article,
        verbose_name=_("story"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="credits",
    )
    photo = models.ForeignKey(
        Photo,
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="credits",
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="credits",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    title = models.CharField(
        _("printed title"), max_length=40, blank=True, help_text=_("As printed, such as 本报记者.")
    )
    printed_text = models.CharField(
        _("printed name"),
        max_length=60,
        blank=True,
        help_text=_("Leave empty to take the person's name."),
    )
    order = order_field()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        constraints = [
            models.CheckConstraint(
                condition=Q(article=None, photo__isnull=False) | Q(article__isnull=False, photo=None),
                name="credit_is_for_a_story_or_a_photo",
            ),
            models.CheckConstraint(
                condition=~Q(printed_text=""),
                name="credit_names_somebody",
                violation_error_message=_("Choose a person or write the printed name."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.get_role_display()} {self.printed_text}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._take_name()
        if self.order is None and self.credited is not None:
            self.order = after_last(self.credited.credits)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self._take_name()

    def _take_name(self) -> None:
        if self.person and not self.printed_text:
            self.printed_text = self.person.name

    @property
    def credited(self) -> Article | Photo | None:
        """What the credit stands under."""
        return self.article or self.photo

    def signed_parts(self) -> list[Any]:
        """What a sign-off covers of the credit."""
        return [self.role, self.title, self.printed_text, self.person_id]
