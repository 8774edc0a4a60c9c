from issues.models import Issue
from issues.reading.finding import Finding


def findings(issue: Issue) -> list[Finding]:
    return []
