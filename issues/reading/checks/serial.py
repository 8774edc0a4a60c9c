"""The serial number: what the row of the issues before and after it asks for."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from issues.reading.checks.material import Material
from issues.reading.finding import Finding, Kind


def check(material: Material) -> Iterator[Finding]:
    """Nothing where no other issue has a number: nobody counts yet."""
    number, right = material.issue.serial_number, material.number
    if number == right:
        return
    if right is None:
        text = _("No number is left for this issue between the issues around it: it has %(number)d.")
        yield Finding(Kind.SERIAL, "serial_none_left", text % {"number": number}, (number or 0,))
    elif number is None:
        text = _("The issue has no serial number: it is number %(right)d.")
        yield Finding(Kind.SERIAL, "serial_missing", text % {"right": right}, (right,))
    else:
        text = _("The issue has serial number %(number)d: it is number %(right)d.")
        yield Finding(Kind.SERIAL, "serial_wrong", text % {"number": number, "right": right}, (number, right))
