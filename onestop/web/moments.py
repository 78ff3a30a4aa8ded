"""A live view that also changes with time alone: a window that closes, a step that becomes allowed.

The next such instant is known when a picture is drawn, so one alarm is set for it; nothing asks again and again.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

T = TypeVar("T")

LATE_S = 0.05
"""An alarm rings this much after its instant, so that a window that closes then is closed [s]."""


async def with_moments(
    pictures: AsyncIterator[T], next_moment: Callable[[T], datetime | None], now: Callable[[], datetime]
) -> AsyncGenerator[T, None]:
    """Each picture as it comes, and the newest once more when its next moment has come; close it when done."""
    coming = asyncio.ensure_future(anext(pictures))
    try:
        newest = await coming
        while True:
            yield newest
            coming = asyncio.ensure_future(anext(pictures)) if coming.done() else coming
            moment = next_moment(newest)
            left_s = None if moment is None else max(0.0, (moment - now()).total_seconds()) + LATE_S
            await asyncio.wait({coming}, timeout=left_s)
            newest = coming.result() if coming.done() else newest
    except StopAsyncIteration:
        return
    finally:
        coming.cancel()
        with suppress(asyncio.CancelledError, StopAsyncIteration):
            await coming
