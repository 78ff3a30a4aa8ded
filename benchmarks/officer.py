"""One officer in this process: sits down, and serves visits through the use cases."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from onestop.domain.people import Actor
from onestop.storage.rows import Office, Officer, OfficerRole
from onestop.usecases import calling, counters, demo, serving, ticketing
from onestop.usecases.ticketing import Wish
from onestop.wiring import Shop

KIOSK = "kiosk-1"
WISH = Wish(demo.CODE, "A", "kiosk")


def office_id(shop: Shop) -> UUID:
    with shop.work.reading() as session:
        return session.scalars(select(Office.id).where(Office.code == demo.CODE)).one()


def sat(shop: Shop, number: int = 1) -> Actor:
    """The officer of counter `number`, sitting there."""
    here = office_id(shop)
    with shop.work.reading() as session:
        officer = session.scalars(select(Officer.id).where(Officer.username == f"officer{number}")).one()
        roles = session.scalars(select(OfficerRole.role).where(OfficerRole.officer_id == officer))
        actor = Actor("officer", str(officer), here, frozenset(roles))
    counters.open_counter(shop.work, f"{demo.CODE}-{number}", actor=actor, now=shop.now())
    return actor


def cycle(shop: Shop, number: int = 1) -> Callable[[], None]:
    """Take, call, start, finish: four transactions."""
    actor, place = sat(shop, number), Actor("place", KIOSK, office_id(shop))
    work, now, counter = shop.work, shop.now, f"{demo.CODE}-{number}"

    def once() -> None:
        ticketing.take(work, WISH, actor=place, now=now())
        called = calling.call_next(work, counter, actor=actor, now=now())
        assert called is not None
        serving.start(work, called.id, actor=actor, now=now())
        serving.finish(work, called.id, actor=actor, now=now())

    return once


def crowd(shop: Shop, count: int, at: datetime) -> None:
    """`count` people take a number."""
    place = Actor("place", KIOSK, office_id(shop))
    for _ in range(count):
        ticketing.take(shop.work, WISH, actor=place, now=at)
