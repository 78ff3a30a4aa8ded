"""The order in which one counter would call those who wait for it, by the same rule that does the calling."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from onestop.domain import line
from onestop.queries.facts import CounterView, HallView, TicketView

SHOWN = 12
"""How far ahead the console looks [count]."""


@dataclass(frozen=True, slots=True)
class Turn:
    ticket: TicketView
    choice: line.Choice


def lines_of(hall: HallView, seat: CounterView) -> set[str]:
    """The names of the lines this counter calls from."""
    served = [queue for queue in hall.queues if queue.code in seat.queues]
    owners = [seat.id] + ([seat.officer_id] if seat.officer_id else [])
    return {line.queue_line(queue.id, hall.day, lane) for queue in served for lane in line.Lane} | {
        line.personal_line(owner, hall.day) for owner in owners
    }


def mine(hall: HallView, seat: CounterView) -> list[TicketView]:
    """Everybody who waits for this counter, in order of age."""
    names = lines_of(hall, seat)
    return [ticket for ticket in hall.waiting if ticket.line in names]


def turns(hall: HallView, seat: CounterView, most: int = SHOWN) -> list[Turn]:
    """The next calls of this counter if nobody else came and no other counter called."""
    return list(islice(_calls(hall, seat), most))


def _calls(hall: HallView, seat: CounterView) -> Iterator[Turn]:
    rows: dict[str, list[TicketView]] = defaultdict(list)
    for ticket in mine(hall, seat):
        rows[ticket.line].append(ticket)
    memory = line.Turn(seat.preferred_run, seat.credits)
    while rows:
        firsts = {row[0].id: row[0] for row in rows.values()}
        heads = [_head(ticket, seat) for ticket in firsts.values()]
        choice = line.choose(heads, memory, hall.office.policy, hall.at)
        if choice is None:
            return
        yield Turn(firsts[choice.head.ticket_id], choice)
        memory = choice.turn
        rows[choice.head.line].pop(0)
        rows = {name: row for name, row in rows.items() if row}


def _head(ticket: TicketView, seat: CounterView) -> line.Head:
    preferred = ticket.line.endswith(line.Lane.PREFERRED)
    return line.Head(
        ticket_id=ticket.id,
        number=ticket.number,
        queue=ticket.queue if ticket.queue in seat.queues else "",
        rank_at=ticket.rank_at,
        issued_at=ticket.issued_at,
        lane=line.Lane.PREFERRED if preferred else line.Lane.ORDINARY,
        personal=ticket.line.endswith(line.PERSONAL),
        priority=ticket.priority,
        weight=seat.weights.get(ticket.queue, 1),
        line=ticket.line,
    )
