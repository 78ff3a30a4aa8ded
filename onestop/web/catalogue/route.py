"""Where a file of the national catalogue is sent: too large for the socket, so it is read here and told back.

Nothing is kept of it; the administrator's tab gets what was understood and what was strange.
"""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from onestop.domain.errors import Forbidden, NotSignedIn, ProcedureFaulty
from onestop.domain.formats import national_procedure, rules_json
from onestop.domain.formats.national_procedure import LARGEST, Imported
from onestop.domain.people import Role
from onestop.usecases import accounts
from onestop.web.parts.setup_rail import NATIONAL
from onestop.web.session import SESSION_COOKIE
from onestop.wiring import wiring

router = APIRouter()


@router.post(NATIONAL, include_in_schema=False)
async def read_file(request: Request) -> Response:
    """Read a file sent by an administrator's browser.

    Raises:
        NotSignedIn, Forbidden, ProcedureFaulty: too large, or no procedure.
    """
    process = wiring()
    if not (token := request.cookies.get(SESSION_COOKIE)):
        raise NotSignedIn
    who = await process.run(accounts.whoami, process.work, token, now=process.now())
    if Role.ADMIN not in who.roles:
        raise Forbidden
    imported = await process.run(national_procedure.read, await _body(request))
    return JSONResponse(told(imported))


async def _body(request: Request) -> bytes:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) >= LARGEST:
            raise ProcedureFaulty(field="file", value="too_large")
    return bytes(content)


def told(one: Imported) -> dict[str, object]:
    """What was read, as the import page takes it back."""
    return {
        "code": one.code,
        "name": one.name,
        "field_code": one.field_code,
        "field_name": one.field_name,
        "agency": one.agency,
        "order": one.order,
        "rules": rules_json.as_json(one.rules),
        "findings": [[finding.code, finding.path] for finding in one.findings],
    }
