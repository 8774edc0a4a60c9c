"""Load the towns and villages of a prefecture from the packed register."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from towns.loading import UnknownPrefecture, load_prefecture


class Command(BaseCommand):
    help = "Load counties, towns and villages of a prefecture; may be run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "prefecture",
            nargs="?",
            default=settings.PAPER_PREFECTURE,
            help="full name, such as 济宁市 (default: the paper's own prefecture)",
        )

    def handle(self, *args: Any, prefecture: str, **options: Any) -> None:
        try:
            loaded = load_prefecture(prefecture)
        except UnknownPrefecture as error:
            raise CommandError(
                _("%(name)s is not in the register of townships: write its full name, such as 济宁市.")
                % {"name": prefecture}
            ) from error
        self.stdout.write(
            _("%(prefecture)s: %(counties)d counties, %(towns)d towns and %(villages)d villages added.")
            % {
                "prefecture": prefecture,
                "counties": loaded.counties,
                "towns": loaded.towns,
                "villages": loaded.villages,
            }
        )
