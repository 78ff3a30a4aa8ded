"""The voice's clips for a board that speaks: the files the hall's loudspeaker plays too."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

from onestop.web.hall.voice import GONG

CLIPS: Final = Path(__file__).parents[3] / "hardware" / "drivers" / "clips"
NAMES: Final = frozenset(
    {GONG, *(path.relative_to(CLIPS).with_suffix("").as_posix() for path in CLIPS.glob("*/*.wav"))}
)
"""Nothing but these can be asked for, whatever a path says."""
KEPT: Final = {"Cache-Control": "public, max-age=86400"}

router = APIRouter()


@router.get("/clips/{name:path}.wav", include_in_schema=False)
def clip(name: str) -> FileResponse:
    """One clip by its name, `vi/chin`."""
    if name not in NAMES:
        raise HTTPException(status_code=404)
    return FileResponse(CLIPS / f"{name}.wav", media_type="audio/wav", headers=KEPT)
