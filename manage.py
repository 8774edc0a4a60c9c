#!/usr/bin/env python
"""Django's command-line utility for the newsroom."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.management import execute_from_command_line

    from audit.origin import Origin, coming_from

    # Nobody has signed in: what a command changes is recorded under its name.
    with coming_from(Origin(command=" ".join(sys.argv[1:2]))):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
