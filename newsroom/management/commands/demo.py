"""Load the demo: towns, the sample page as a released issue, accounts. For development only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from newsroom.demo import SAMPLE_LABEL, load_demo


class Command(BaseCommand):
    help = "Load towns, the sample page and one account per role; may be run again, changes nothing then."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                _("The demo makes accounts with known names: it runs in development only (DEBUG=1).")
            )
        accounts_file = settings.VAR_DIR / "accounts.txt"
        issue, passwords = load_demo(accounts_file)
        self.stdout.write(
            _("Demo issue %(date)s, page %(page)s: %(stories)d stories.")
            % {"date": issue, "page": SAMPLE_LABEL, "stories": issue.articles().count()}
        )
        if not passwords:
            self.stdout.write(_("Accounts and passwords are in %s.") % accounts_file)
            return
        self.stdout.write(_("Accounts for /admin/, kept in %s:") % accounts_file)
        for username, password in passwords.items():
            self.stdout.write(f"  {username:<16}{password}")
