"""What the API accepts about dossiers; each body shows an example, and unknown fields are refused."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from onestop.api.bodies import Body, Code, Text
from onestop.api.examples import DOSSIER, ID
from onestop.domain.procedure import Channel

Line = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
Short = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Long = Annotated[str, StringConstraints(max_length=8000, pattern=r"^[^\x00]*$")]
Count = Annotated[int, Field(strict=True, ge=0, le=99)]


def like(**example: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


class LookUp(Body):
    model_config = like(code=DOSSIER, secret="K7M2QX4D")  # noqa: S106 - of nobody's receipt

    code: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
    secret: Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")] = ""
    """As on the receipt."""


class Open(Body):
    model_config = like(procedure="gp-buc-xa", channel="counter", case="", ticket=ID)

    procedure: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]+$")]
    """Our key, or the official code."""
    case: Annotated[str, StringConstraints(max_length=24, pattern=r"^[^\x00]*$")] = ""
    channel: Channel = Channel.COUNTER
    ticket: UUID | None = None
    """The visit in which it is handed in."""


class Submitter(Body):
    name: Short = ""
    number: Short = ""
    phone: Short = ""
    relation: Short = ""


class Applicant(Body):
    model_config = like(
        kind="citizen",
        name="Nguyễn Văn A",
        number="001090000001",
        born="1990",
        phone="0912345678",
        address="113 Trần Duy Hưng, Hà Nội",
        subject="Đề nghị cấp giấy phép",
        result_by="post",
    )

    kind: Literal["citizen", "business", "agency", "organisation"]
    name: Short
    number: Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")] = ""
    """Personal number or tax code."""
    born: Annotated[str, StringConstraints(max_length=10, pattern=r"^[^\x00]*$")] = ""
    phone: Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")] = ""
    email: Short = ""
    address: Line = ""
    submitter: Submitter | None = None
    """Who hands it in for the applicant."""
    subject: Text = ""
    result_by: Literal["counter", "post", "online"] = "counter"


class PaperLine(Body):
    code: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]+$")]
    """Of the checklist, or `more-1` for a paper it does not name."""
    state: Literal["missing", "good", "wrong", "not_needed", "reused"]
    fault: Line = ""
    originals: Count = 0
    certified: Count = 0
    plain: Count = 0
    compared: Count = 0
    """Originals taken for comparison only."""
    name: Annotated[str, StringConstraints(max_length=600, pattern=r"^[^\x00]*$")] = ""


class Papers(Body):
    model_config = like(
        papers=[
            {"code": "form", "state": "good", "originals": 1},
            {"code": "copy", "state": "wrong", "fault": "Bản sao chưa chứng thực"},
        ]
    )

    papers: Annotated[list[PaperLine], Field(min_length=1, max_length=80)]


class Receive(Body):
    model_config = like(counter="most-3", received_at="2026-11-23T09:00:00+07:00", reason="Nhận qua bưu chính")

    counter: Code | None = None
    """Where the receipt prints; without it the counter the officer sits at."""
    received_at: AwareDatetime | None = None
    """When it was handed in, if not now; needs a `reason`."""
    reason: Short = ""


class Reason(Body):
    model_config = like(reason="Hồ sơ không thuộc thẩm quyền giải quyết")

    reason: Text


class Correct(Body):
    model_config = like(fault="Sai ngày cấp trên giấy phép: 12/10/2026, đúng là 21/10/2026")

    fault: Text


class Published(Body):
    model_config = like(reference="Công báo số 1203+1204, ngày 30/11/2026", at="2026-11-30T08:00:00+07:00")

    reference: Short
    """Where it stands."""
    at: AwareDatetime | None = None
    """When it was published, if not now."""


class GiveBack(Body):
    model_config = like(papers=["copy"])

    papers: Annotated[list[Short], Field(min_length=1, max_length=80)]


class Words(Body):
    model_config = like(note="Đã bổ sung bản sao chứng thực")

    note: Text = ""


class Paid(Body):
    model_config = like(reference="0012345")

    reference: Short
    """Of the payment: the receipt's number."""


class HandOut(Body):
    model_config = like(name="Nguyễn Văn A", number="001090000001")

    name: Short
    """Who takes it; somebody else needs an authorisation."""
    number: Annotated[str, StringConstraints(max_length=20, pattern=r"^[^\x00]*$")] = ""
    authorisation: Short = ""


class OrderPost(Body):
    model_config = like(post_code="RR473124829VN")

    post_code: Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")] = ""
    """S10, if the item has one already."""


class Apologise(Body):
    model_config = like(new_due_at="2026-12-11T17:00:00+07:00", reason="Chờ ý kiến của đơn vị phối hợp")

    new_due_at: AwareDatetime
    reason: Text
