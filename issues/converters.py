"""Address parts of issues: the date as printed in ISO form."""

from __future__ import annotations

import datetime as dt


class DateConverter:
    """2023-12-20; a day that does not exist is an address that does not exist."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()
