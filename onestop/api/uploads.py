"""Files on their way in: read piece by piece to the disk, never beyond their limit, and gone when the request is."""

import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from onestop.domain.errors import BadInput

PATHS: Final = re.compile(r"/api/v1/(dossiers/[^/]+|hand-over/[^/]+)/files")
"""Where files are taken; everywhere else a body is small."""
MOST_UPLOAD: Final = 64 * 1024 * 1024
"""Largest request with files [bytes]."""
PICTURE: Final = "/api/v1/card-pictures"
MOST_PICTURE: Final = 16 * 1024 * 1024 + 64 * 1024
"""Largest request with one photograph [bytes]."""
MOST_BODY: Final = 64 * 1024
"""Largest request body taken anywhere else [bytes]."""
MOST_FILES: Final = 20
CHUNK: Final = 1024 * 1024
UNPROCESSABLE: Final = 400


def most(path: str) -> int:
    """Largest request body taken at an address [bytes]."""
    if path == PICTURE:
        return MOST_PICTURE
    return MOST_UPLOAD if PATHS.fullmatch(path) else MOST_BODY


@asynccontextmanager
async def files_of(request: Request) -> AsyncIterator[list[Path]]:
    """The files of a multipart request, in their order, in a folder of their own; their names are not kept.

    Raises:
        BadInput: none, too many, or no multipart body.
    """
    with tempfile.TemporaryDirectory(prefix="onestop-up-") as folder:
        try:
            form = await request.form(max_files=MOST_FILES, max_fields=4, max_part_size=CHUNK)
        except MultiPartException:
            raise BadInput(field="files") from None
        except HTTPException as wrong:
            if wrong.status_code == UNPROCESSABLE:
                raise BadInput(field="files") from None
            raise
        try:
            uploads = [part for part in form.getlist("files") if isinstance(part, UploadFile)]
            if not uploads:
                raise BadInput(field="files")
            yield [await _kept(part, Path(folder) / f"{n:02d}") for n, part in enumerate(uploads)]
        finally:
            await form.close()


async def _kept(part: UploadFile, to: Path) -> Path:
    with to.open("wb") as out:
        while piece := await part.read(CHUNK):
            out.write(piece)
    return to
