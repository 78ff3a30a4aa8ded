"""What the API accepts about stages, what stands beside them, and results on their way by post."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from onestop.api.bodies import Body, Code, Text
from onestop.api.dossier_bodies import Line, Long, Short, like
from onestop.api.examples import ID


class Search(Body):
    model_config = like(text="nguyen van a")

    text: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    """A code, a personal number, or words of a name with or without marks."""


class Stages(Body):
    model_config = like(stages=[ID])

    stages: Annotated[list[UUID], Field(min_length=1, max_length=100)]


class Assign(Body):
    model_config = like(officer=ID)

    officer: UUID


class Done(Body):
    model_config = like(outcome="Đủ điều kiện", result="granted")

    outcome: Line = ""
    result: Literal["", "granted", "rejected"] = ""
    """Needed with the last stage."""


class SendBack(Body):
    model_config = like(to="check", reason="Thiếu biên bản thẩm tra")

    to: Short
    """Code of an earlier stage."""
    reason: Text


class AskSupplement(Body):
    model_config = like(lines=["Sơ đồ mặt bằng: chưa có chữ ký"], reason="Hồ sơ chưa đầy đủ")

    lines: Annotated[list[Line], Field(min_length=1, max_length=80)]
    """Everything that is lacking: it is asked for once."""
    reason: Text
    basis: Short = ""
    """The law that allows asking later than the third working day."""


class AskFee(Body):
    model_config = like(amount_vnd=1200000)

    amount_vnd: Annotated[int, Field(strict=True, gt=0, le=10**12)]


class AskOpinion(Body):
    model_config = like(unit="phap-che", question="Đề nghị cho ý kiến về căn cứ pháp lý", days=3)

    unit: Code
    question: Text
    days: Annotated[int, Field(strict=True, ge=1, le=60)] | None = None
    """What it gets to answer [working days]; without it the office's rule."""


class ArrangeVisit(Body):
    model_config = like(at="2026-11-27T09:00:00+07:00", place="Cơ sở của người nộp hồ sơ", members="")

    at: AwareDatetime
    place: Line
    members: Line = ""


class Opinion(Body):
    model_config = like(answer="Thống nhất với dự thảo")

    answer: Long


class Report(Body):
    model_config = like(report="Cơ sở đáp ứng yêu cầu", passed=True)

    report: Long
    passed: Annotated[bool, Field(strict=True)]


class Item(Body):
    id: UUID
    post_code: Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")] = ""


class HandOver(Body):
    model_config = like(deliveries=[{"id": ID, "post_code": "RR473124829VN"}])

    deliveries: Annotated[list[Item], Field(min_length=1, max_length=200)]


class PostEvent(Body):
    model_config = like(at="2026-12-09T10:15:00+07:00", state="delivered", signed_by="Người nhận")

    at: AwareDatetime
    state: Literal["accepted", "in_transit", "out", "delivered", "failed", "back"]
    place: Short = ""
    note: Short = ""
    signed_by: Short = ""


class PostTold(PostEvent):
    """The same from the post's own program, by the item's number."""

    model_config = like(
        item="EA123456785VN", at="2026-12-09T10:15:00+07:00", state="delivered", signed_by="Người nhận"
    )

    item: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
