"""My desk: what the first page of the staff site shows a person. Each section is one module and one question.

Every number is a `Figure`: it carries the address of the list of exactly the rows that were counted.
"""

from newsroom.desk.layout import Section, sections_of
from newsroom.desk.view import desk_context

__all__ = ["Section", "desk_context", "sections_of"]
