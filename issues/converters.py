"""Address parts of issues: the day as printed in ISO form, with the number of an extra issue behind it."""

from __future__ import annotations

import datetime as dt

from issues.models import IssueDay


class DayConverter:
    """2023-12-20, 2023-12-20-1; a day that does not exist is an address that does not exist."""

    regex = r"\d{4}-\d{2}-\d{2}(?:-[1-9])?"

    def to_python(self, value: str) -> IssueDay:
        return IssueDay(dt.date.fromisoformat(value[:10]), int(value[11:] or 0))

    def to_url(self, value: IssueDay | dt.date | str) -> str:
        return str(value)
