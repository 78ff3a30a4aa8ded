"""A bureau whose procedure has a national code, and a desk that tells a stand-in of its dossiers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from sqlalchemy import select

from onestop.gateways.portal import Adapter
from onestop.gateways.portal_wire import Wire
from onestop.relay import relay
from onestop.relay.portal_desk import PortalDesk
from onestop.storage.rows import PortalLine
from onestop.usecases import catalogue, portal_queue
from onestop.usecases.catalogue import ProcedureWish
from tests.conftest import Clock
from tests.factories import Hall
from tests.peers.portal import AGENCY, PASSWORD, USER
from tests.usecases.dossiers import RULES, Bureau


class TellingBureau(Bureau):
    """Its office tells the portal; procedure `told` has a code, `test` has none."""

    def __init__(self, hall: Hall, clock: Clock) -> None:
        super().__init__(hall, clock)
        wish = ProcedureWish(
            "told",
            "Cấp chứng chỉ nhân viên bức xạ",
            "000.00.00.T01",
            unit="t-one",
            queue="A",
            code="1.009846",
            field_code="G06-BX01",
            field_vi="An toàn bức xạ",
        )
        made = catalogue.save_procedure(self.work, hall.office_id, wish, actor=self.admin, now=clock())
        catalogue.save_version(self.work, made, RULES, date(2026, 1, 1), actor=self.admin, now=clock())
        portal_queue.switch(self.work, hall.office_id, on=True, actor=self.admin, now=clock())

    def relay(self) -> None:
        """Act on every fact there is."""
        while relay.step(self.work, "http://onestop", self.clock()).facts:
            pass

    def lines(self, dossier_id: UUID | None = None) -> Sequence[PortalLine]:
        wanted = select(PortalLine).order_by(PortalLine.dossier_id, PortalLine.seq)
        with self.work.reading() as session:
            return session.scalars(
                wanted if dossier_id is None else wanted.where(PortalLine.dossier_id == dossier_id)
            ).all()

    def states(self, dossier_id: UUID | None = None) -> set[str]:
        return {line.state for line in self.lines(dossier_id)}

    def faults(self) -> set[str]:
        return {line.fault for line in self.lines()}

    def code(self, dossier_id: UUID) -> str:
        return self.row(dossier_id).code or ""


def adapter(url: str, *, wait_s: float = 5.0, password: str = PASSWORD) -> Adapter:
    return Adapter(Wire(url, wait_s=wait_s), USER, password, AGENCY)


@contextmanager
def telling(
    bureau: Bureau, url: str, *, wait_s: float = 5.0, batch: int = 50, password: str = PASSWORD
) -> Iterator[PortalDesk]:
    """A desk that tells the portal at `url`."""
    desk = PortalDesk(bureau.hall.shop, adapter(url, wait_s=wait_s, password=password), batch=batch)
    try:
        yield desk
    finally:
        desk.close()
