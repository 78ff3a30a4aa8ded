"""A scan on a kiosk's serial scanner, over the wire and through the hub, to the page that stands there."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hardware.broker import ManagedBroker
from hardware.contract.messages import Scanned
from onestop.domain.formats.scans import receipt_url
from onestop.live.feed import forget, live
from onestop.relay.hub import Hub
from onestop.storage.rows import Device as Row
from onestop.storage.rows import DeviceEvent, PlaceScan, Ticket
from onestop.usecases import setup_places
from onestop.usecases.setup_places import DeviceWish, PlaceWish
from onestop.web.kiosk.scanning import KioskScan
from onestop.web.place import PlaceSession, keep
from tests.conftest import Clock
from tests.factories import Hall
from tests.hardware.agent_standins import eventually
from tests.relay.device import Device
from tests.usecases.dossiers import Bureau
from tests.web.browser import Locked

CARD = "001090123456||Nguyễn Văn A|01011990|Nam|Phường Bến Nghé|15042021"


@pytest.fixture
def scanner(here: Hall, hub: Hub, broker: ManagedBroker) -> Iterator[Device]:
    actor, where = here.officer("admin1"), DeviceWish("scanner-1", "scanner", "Máy quét", place="kiosk-1")
    with here.work.reading() as session:
        row_id = session.scalars(select(Row.id).where(Row.code == "scanner-1")).one()
    setup_places.save_device(here.work, here.office_id, row_id, where, actor=actor, now=here.clock())
    eventually(lambda: ("most", "scanner-1") not in hub.bridge._known)
    made = Device(here, broker.url, "scanner-1").start().hello()
    eventually(lambda: made.acks)
    yield made
    made.stop()


class Page:
    """The listening half of a kiosk's page, as the browser's events would start and end it."""

    def __init__(self, hall: Hall, code: str, key: str) -> None:
        self.hall, self.code, self.told = hall, code, list[str]()
        self.state = KioskScan()
        self.state.credentials = keep("", code, key)
        self._task: asyncio.Task[None] | None = None

    def at(self, step: str) -> None:
        self.state.step = step

    async def open(self) -> "Page":
        self._task = asyncio.create_task(self._listen())
        await until(lambda: any(row.place_id == self.hall.place_id(self.code) for row in asks(self.hall)))
        return self

    async def _listen(self) -> None:
        held: Any = Locked(self.state, asyncio.Event())
        async for event in KioskScan.event_handlers["listen"].fn(held):
            self.told.append(str(event))

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


async def until(look: Any) -> None:
    for _ in range(200):
        if look():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(look)


def asks(hall: Hall) -> list[PlaceScan]:
    with hall.work.reading() as session:
        return list(session.scalars(select(PlaceScan)))


@pytest.fixture
async def pages(here: Hall, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[dict[str, Page]]:
    forget()
    monkeypatch.setattr(PlaceSession, "_code", lambda state: next(iter(state.credentials.split("~"))))
    wish, admin = PlaceWish("kiosk-2", "kiosk", "Kiosk 2"), here.officer("admin1")
    second = setup_places.save_place(here.work, here.office_id, None, wish, actor=admin, now=here.clock())
    made = {"kiosk-1": Page(here, "kiosk-1", here.key("kiosk-1")), "kiosk-2": Page(here, "kiosk-2", second.secret)}
    yield made
    for page in made.values():
        await page.close()
    await live().stop()
    forget()


def scanned(text: str) -> Scanned:
    return Scanned.of(text.encode("utf-16-be"), datetime.now(UTC) + timedelta(seconds=60))


async def test_a_card_fills_the_page_of_its_own_kiosk(
    here: Hall, scanner: Device, pages: dict[str, Page], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    mine, other = [await page.open() for page in pages.values()]
    mine.at("applicant")
    other.at("applicant")
    scanner.event(1, "scanned", scanned(CARD))
    await until(lambda: mine.told)
    assert "KioskHandIn.show_card " in mine.told[0]
    assert "001090123456" in mine.told[0]
    mine.at("home")
    scanner.event(2, "scanned", scanned(CARD))
    await until(lambda: len(mine.told) > 1)
    assert "show_card" not in mine.told[1]
    scanner.event(3, "scanned", scanned("hello"))
    await until(lambda: len(mine.told) > 2)
    assert other.told == []
    assert [row.data for row in asks(here)] == [{}, {}]
    with here.work.reading() as session:
        assert [one.data for one in session.scalars(select(DeviceEvent))] == [{}, {}, {}]
    assert "001090123456" not in "".join(
        r.getMessage() for r in caplog.records if not r.name.startswith("sqlalchemy")
    )


async def test_a_receipt_opens_its_dossier_and_after_the_page_is_closed_prints_a_number(
    here: Hall, scanner: Device, pages: dict[str, Page]
) -> None:
    receipt = Bureau(here, Clock()).received()[1]
    url = receipt_url("http://here", receipt.code, receipt.secret)
    page = await pages["kiosk-1"].open()
    scanner.event(1, "scanned", scanned(url))
    await until(lambda: page.told)
    assert "KioskFollow.look " in page.told[0]
    assert receipt.code in page.told[0]
    await page.close()
    assert asks(here) == []
    scanner.event(2, "scanned", scanned(url))

    def numbers() -> list[str]:
        with here.work.reading() as session:
            return [row.channel for row in session.scalars(select(Ticket))]

    await until(lambda: numbers() == ["kiosk"])


async def test_a_browser_without_the_kiosks_key_hears_nothing(here: Hall, pages: dict[str, Page]) -> None:
    stranger = pages["kiosk-1"]
    stranger.state.credentials = keep("", "kiosk-1", "made-up")
    await asyncio.wait_for(stranger._listen(), 5)
    assert asks(here) == []
