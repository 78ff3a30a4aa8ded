"""Dossiers in every situation an officer may find one in, and an officer's tab on one of them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from onestop.usecases import across, asides, correcting, fees, intake, processing, returning
from onestop.usecases.intake import Applicant
from onestop.usecases.returning import Taker
from onestop.web.dossiers import reading, view
from onestop.web.dossiers.facts import Times
from onestop.web.dossiers.one import OneDossier
from onestop.web.dossiers.sheet import Page
from tests.usecases.beyond import away, far
from tests.usecases.dossiers import APPLICANT, Bureau
from tests.web.browser import signed_in
from tests.web.test_dossiers import read


def tab(bureau: Bureau, dossier_id: UUID, username: str | None = "officer2") -> OneDossier:
    state = OneDossier()
    if username:
        signed_in(state, bureau.hall.token(username))
        looked = reading.look(bureau.work, dossier_id, bureau.hall.officer(username), bureau.clock())
        state.page, state._looked = page(bureau, dossier_id, username), looked
    return state


def page(bureau: Bureau, dossier_id: UUID, username: str = "officer2") -> Page:
    who = bureau.hall.officer(username)
    looked = reading.look(bureau.work, dossier_id, who, bureau.clock())
    return view.page(looked, Times(bureau.zone, bureau.clock()), who.roles)


async def press(state: OneDossier, key: str, subject: object) -> str:
    return read(await OneDossier.press.fn(state, key, str(subject)))  # type: ignore[attr-defined]


async def act(state: OneDossier, **form: Any) -> str:
    return read(await OneDossier.act.fn(state, form))  # type: ignore[attr-defined]


# --- the ways of a dossier ---


def received(bureau: Bureau) -> UUID:
    return bureau.received()[0]


def held(bureau: Bureau, made: UUID | None = None) -> UUID:
    made = made or received(bureau)
    processing.take(bureau.work, bureau.stage(made, "check").id, actor=bureau.one, now=bureau.clock())
    return made


def asked(bureau: Bureau) -> UUID:
    made = held(bureau)
    stage = bureau.stage(made, "check").id
    processing.ask_supplement(
        bureau.work, stage, ["Đơn: thiếu chữ ký"], "Thiếu", actor=bureau.one, now=bureau.clock()
    )
    return made


def charged(bureau: Bureau) -> UUID:
    made = held(bureau)
    fees.ask(bureau.work, bureau.stage(made, "check").id, 50_000, actor=bureau.one, now=bureau.clock())
    return made


def second(bureau: Bureau) -> UUID:
    made = held(bureau)
    now = bureau.clock()
    processing.done(bureau.work, bureau.stage(made, "check").id, actor=bureau.one, now=now)
    stage = bureau.stage(made, "weigh").id
    processing.take(bureau.work, stage, actor=bureau.two, now=now)
    asides.ask_opinion(bureau.work, stage, "t-one", "Có đồng ý không?", actor=bureau.two, now=now)
    asides.arrange_visit(bureau.work, stage, now + timedelta(days=1), "12 Phố Huế", actor=bureau.two, now=now)
    return made


def ready(bureau: Bureau) -> UUID:
    made, now = second(bureau), bureau.clock()
    processing.done(bureau.work, bureau.stage(made, "weigh").id, actor=bureau.two, now=now)
    last = bureau.stage(made, "sign").id
    processing.take(bureau.work, last, actor=bureau.one, now=now)
    processing.done(bureau.work, last, actor=bureau.one, now=now, result="granted")
    wish = Applicant(APPLICANT.kind, APPLICANT.name, address="12 Phố Huế, Hà Nội", result_by="post")
    intake.describe(bureau.work, made, wish, actor=bureau.desk, now=now)
    return made


def posted(bureau: Bureau) -> UUID:
    made = ready(bureau)
    returning.order_post(bureau.work, made, actor=bureau.post, now=bureau.clock())
    return made


def late(bureau: Bureau) -> UUID:
    made = held(bureau)
    bureau.clock.forward(days=30)
    return made


def over(bureau: Bureau) -> UUID:
    made = held(bureau)
    processing.withdraw(bureau.work, made, "Không còn nhu cầu", actor=bureau.desk, now=bureau.clock())
    return made


def returned(bureau: Bureau) -> UUID:
    made = ready(bureau)
    returning.hand_out(bureau.work, made, Taker(APPLICANT.name), actor=bureau.desk, now=bureau.clock())
    return made


def put_right(bureau: Bureau) -> UUID:
    made = returned(bureau)
    correcting.correct(bureau.work, made, "Sai ngày cấp", actor=bureau.desk, now=bureau.clock())
    return made


def lying(bureau: Bureau) -> UUID:
    """Of an authority elsewhere: its stage taken, to be handed on."""
    made = far(bureau)
    processing.take(bureau.work, bureau.stage(made, "onward").id, actor=bureau.one, now=bureau.clock())
    return made


def returned_to_us(bureau: Bureau) -> UUID:
    """It was with them and they sent it back."""
    made, now = away(bureau), bureau.clock()
    wait = bureau.stage(made, "wait").id
    processing.take(bureau.work, wait, actor=bureau.one, now=now)
    processing.send_back(bureau.work, wait, "onward", "Họ trả lại hồ sơ", actor=bureau.one, now=now)
    return made


def awaited(bureau: Bureau) -> UUID:
    """With them, and somebody here waits for it."""
    made = away(bureau)
    processing.take(bureau.work, bureau.stage(made, "wait").id, actor=bureau.one, now=bureau.clock())
    return made


def come_back(bureau: Bureau) -> UUID:
    """Their result is here."""
    made = away(bureau)
    across.arrived(bureau.work, made, "granted", actor=bureau.desk, now=bureau.clock())
    return made


ABROAD = [far, lying, away, awaited, returned_to_us, come_back]
WAYS = [received, held, asked, charged, second, ready, posted, late, over, returned, put_right]
