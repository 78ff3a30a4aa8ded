"""The voice's clips for a board that speaks: the files the hall's loudspeaker plays too."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

from displays.clips import WORDS
from onestop.web.hall.voice import GONG

CLIPS: Final = Path(__file__).parents[3] / "hardware" / "drivers" / "clips"
KEPT: Final = {"Cache-Control": "public, max-age=86400"}
OTHERS: Final = frozenset(
    {
        GONG,
        *(
            f"{lang}/{name}"
            for lang in ("vi", "en")
            for name in ("call", "to-counter", "number", "passed", "second-time", "third-time", "again")
        ),
    }
)

router = APIRouter()


@router.get("/clips/{name:path}.wav", include_in_schema=False)
def clip(name: str) -> FileResponse:
    """One clip by its name, `vi/chin`; nothing but the clips a call is made of."""
    if name not in OTHERS and name not in WORDS:
        raise HTTPException(status_code=404)
    return FileResponse(CLIPS / f"{name}.wav", media_type="audio/wav", headers=KEPT)
