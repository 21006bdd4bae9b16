"""Print the after-action review of an area: what prints it is loaded when it is first wanted."""

from typing import TYPE_CHECKING

from dispatch.engine.bootstrap import CommandArea
from dispatch.engine.history import History
from simulators.after_action import look_back
from simulators.rubric import GENERAL

if TYPE_CHECKING:
    from simulators.review_sections import Section


def as_html(where: CommandArea) -> str:
    """Return the review as one page; takes seconds."""
    from simulators.review_papers import as_page

    return as_page(*_sections(where))


def as_docx(where: CommandArea) -> bytes:
    """Return the review as a DOCX file; takes seconds."""
    from simulators.review_papers import as_docx as printed

    return printed(*_sections(where))


def _sections(where: CommandArea) -> "tuple[str, list[Section]]":
    from dispatch.publishing.telling.milestones import is_milestone
    from simulators.review_sections import sections_of, title_of

    log, profile, area_id = where.engine.log, where.engine.profile, where.engine.area_id
    review, history = look_back(log, area_id, profile, GENERAL), History(log, area_id)
    timeline = [one for one in history.events(0, review.events) if is_milestone(one)]
    sections = sections_of(review, history.at(review.events), profile, timeline)
    return title_of(review), sections
