"""Another province's department behind the test authority's hall: what is received for it is handed on."""

from datetime import date
from uuid import UUID

from onestop.domain.deadline import Limit
from onestop.domain.procedure import Channel, Component, Rules, StageRule, Terms
from onestop.usecases import across, catalogue, setup_units
from onestop.usecases.across import Sent
from onestop.usecases.catalogue import ProcedureWish
from onestop.usecases.setup_units import AuthorityWish
from tests.usecases.dossiers import DAYS, Bureau

NAME, CODE = "Sở Khoa học và Công nghệ tỉnh bạn", "H12.34"
RULES = Rules(
    components=(Component("form", "Đơn đề nghị", originals=1), Component("copy", "Bản sao giấy tờ", copies=1)),
    terms=(Terms(Channel.COUNTER, Limit(10, DAYS), fee_vnd=0),),
    stages=(
        StageRule("onward", "Chuyển hồ sơ", "t-one", Limit(1, DAYS)),
        StageRule("wait", "Chờ kết quả", "t-one", None, after=("onward",)),
    ),
)


def beyond(bureau: Bureau, key: str = "far", rules: Rules = RULES, code: str = CODE) -> str:
    """The key of a procedure of an authority elsewhere."""
    office, actor, now = bureau.hall.office_id, bureau.admin, bureau.clock()
    wish = AuthorityWish(code, NAME, elsewhere=True)
    setup_units.save_authority(bureau.work, office, wish, actor=actor, now=now)
    made = ProcedureWish(key, f"Thủ tục {key}", code, queue="A")
    found = catalogue.save_procedure(bureau.work, office, made, actor=actor, now=now)
    catalogue.save_version(bureau.work, found, rules, date(2026, 1, 1), actor=actor, now=now)
    return key


def far(bureau: Bureau) -> UUID:
    """Received here for them."""
    return bureau.received(beyond(bureau))[0]


def away(bureau: Bureau) -> UUID:
    """With them."""
    made = far(bureau)
    across.hand_on(bureau.work, made, Sent("post", list_no="07/BG"), actor=bureau.post, now=bureau.clock())
    return made
