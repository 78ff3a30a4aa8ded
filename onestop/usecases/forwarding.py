"""Putting a ticket back in a line: after a transfer, a return, a reinstatement, or on to the visit's next thing."""

from datetime import datetime
from uuid import UUID

from onestop.domain import line, ticket
from onestop.storage.rows import Ticket


def stand(row: Ticket) -> None:
    """Write the line a waiting ticket stands in: its own counter's or officer's, or its queue's."""
    if row.pinned_to is not None:
        row.line = line.personal_line(row.pinned_to, row.business_day)
        return
    lane = line.Lane.PREFERRED if row.priority else line.Lane.ORDINARY
    row.line = line.queue_line(row.queue_id, row.business_day, lane)


def forward(row: Ticket, now: datetime) -> None:
    """On to the next queue the visit asked for, same number, same age."""
    row.take(ticket.Step.FORWARD)
    row.left_at, row.left_queue_id = now, row.queue_id
    row.queue_id, row.further = UUID(row.further[0]), row.further[1:]
    row.pinned_to = None
    stand(row)


def come_back(row: Ticket, left: UUID) -> None:
    """Undo `forward`: served again in the queue it `left`, what came next is still to come."""
    row.queue_id, row.further = left, [row.queue_id.hex, *row.further]
    stay(row)


def stay(row: Ticket) -> None:
    """From here on it cannot come back by an undo."""
    row.left_at = row.left_queue_id = None
