"""From levels to presses, pure: what bounces is not a press, what is held is one, what never rises is stuck."""

from dataclasses import dataclass
from math import inf

from hardware.drivers.protocols import KeyPress, KeySignal, KeyStuck

STABLE_S, LOCKOUT_S, STUCK_S = 0.03, 1.5, 10.0


@dataclass(slots=True)
class _Key:
    down: bool = False
    since: float = -inf
    """When the level last changed."""
    settled_down: bool = False
    down_at: float = -inf
    pressed_at: float = -inf
    stuck: bool = False


class Debounce:
    """A press counts once the level was down for `stable_s`, was up before, and the last one is past the lockout.

    Times are seconds of one steady clock that the caller reads.
    """

    def __init__(self, stable_s: float = STABLE_S, lockout_s: float = LOCKOUT_S, stuck_s: float = STUCK_S) -> None:
        self._stable_s, self._lockout_s, self._stuck_s = stable_s, lockout_s, stuck_s
        self._keys: dict[str, _Key] = {}

    def level(self, name: str, *, down: bool, now: float) -> list[KeySignal]:
        """A level was seen; what that makes of the time before it."""
        signals = self.tick(now)
        key = self._keys.setdefault(name, _Key())
        if key.down != down:
            key.down, key.since = down, now
            signals += self._settle(name, key, now)
        return signals

    def tick(self, now: float) -> list[KeySignal]:
        """Time has passed."""
        return [signal for name, key in self._keys.items() for signal in self._settle(name, key, now)]

    def wait_s(self, now: float) -> float:
        """How long `tick` can wait for the next thing that time alone brings."""
        waits = [self._stable_s - (now - key.since) for key in self._keys.values() if key.down != key.settled_down]
        waits += [
            self._stuck_s - (now - key.down_at) for key in self._keys.values() if key.settled_down and not key.stuck
        ]
        return max(0.0, min(waits, default=inf))

    def _settle(self, name: str, key: _Key, now: float) -> list[KeySignal]:
        if key.down != key.settled_down and now - key.since >= self._stable_s:
            key.settled_down = key.down
            return self._went_down(name, key, now) if key.down else self._went_up(name, key)
        if key.settled_down and not key.stuck and now - key.down_at >= self._stuck_s:
            key.stuck = True
            return [KeyStuck(name, stuck=True)]
        return []

    def _went_down(self, name: str, key: _Key, now: float) -> list[KeySignal]:
        key.down_at = key.since
        if now - key.pressed_at < self._lockout_s:
            return []
        key.pressed_at = now
        return [KeyPress(name, round((now - key.since) * 1000))]

    @staticmethod
    def _went_up(name: str, key: _Key) -> list[KeySignal]:
        was, key.stuck = key.stuck, False
        return [KeyStuck(name, stuck=False)] if was else []
