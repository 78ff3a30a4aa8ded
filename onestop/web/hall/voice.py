"""What a board that is its zone's voice says: the clips of one call, in order, the gong first."""

from dataclasses import dataclass
from functools import partial

from displays.announcement import Call, Manner, announce, together
from onestop.domain.policy import Policy
from onestop.usecases.announcing import ToSpeak
from onestop.words import say

GONG = "gong"


@dataclass(frozen=True)
class Saying:
    """One call to be spoken by the browser; `id` 0 is silence."""

    id: int = 0
    sentence: str = ""
    clips: str = ""
    """Names of clips, blank between; played one after the other after the gong."""
    repeat: int = 1
    gap_ms: int = 400


def saying(call: ToSpeak, policy: Policy) -> Saying:
    languages = ["vi", *(["en"] if policy.voice_english or call.lang == "en" else [])]
    manner = Manner(zero_tens=policy.linh)
    wanted = Call(call.number, call.counter, call.nth)
    first, *others = (announce(wanted, partial(say, lang), lang, manner) for lang in languages)
    said = together(first, *others)
    return Saying(call.id, said.sentence, " ".join(said.clips), said.repeat, said.gap_ms)
