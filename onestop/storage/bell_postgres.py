"""The bell on PostgreSQL: a trigger on `fact` rings (NOTIFY at commit)."""

import time
from typing import Final

import psycopg

CHANNEL: Final = "onestop"
"""What the trigger notifies."""


class PostgresBell:
    """NOTIFY by the trigger `fact_rings`; `ring` itself has nothing to do."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("postgresql+psycopg://", "postgresql://")

    def ring(self) -> None:
        """The trigger has rung already, at commit."""

    def ear(self) -> "PostgresEar":
        return PostgresEar(self._url)

    def close(self) -> None:
        """Holds nothing."""


class PostgresEar:
    """Listens on a connection of its own; a lost connection rings once and is made anew."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.Connection | None = self._listen()

    def _listen(self) -> psycopg.Connection:
        connection = psycopg.connect(self._url, autocommit=True)
        connection.execute(f"LISTEN {CHANNEL}")
        return connection

    def wait(self, timeout_s: float) -> bool:
        try:
            if self._connection is None:
                self._connection = self._listen()
                return True
            return any(True for _ in self._connection.notifies(timeout=timeout_s, stop_after=1))
        except psycopg.OperationalError:
            self._connection = None
            time.sleep(min(timeout_s, 1.0))
            return True

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
