"""The bell on Redis, where several machines share a hall."""

import time
from contextlib import suppress
from typing import Final

import redis

CHANNEL: Final = "onestop"


class RedisBell:
    """Publishes on one channel; where several machines share a hall."""

    def __init__(self, url: str, prefix: str = "") -> None:
        self._url, self._channel = url, prefix + CHANNEL
        self._redis = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)

    def ring(self) -> None:
        with suppress(redis.RedisError):
            self._redis.publish(self._channel, b"")

    def ear(self) -> "RedisEar":
        return RedisEar(self._url, self._channel)

    def close(self) -> None:
        self._redis.close()


class RedisEar:
    def __init__(self, url: str, channel: str) -> None:
        self._redis = redis.Redis.from_url(url)
        self._channel = channel
        self._pubsub = self._redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        self._pubsub.subscribe(channel)

    def wait(self, timeout_s: float) -> bool:
        deadline = time.monotonic() + timeout_s
        try:
            while (left := deadline - time.monotonic()) > 0:
                if self._pubsub.get_message(timeout=left):
                    return True
        except redis.RedisError:
            time.sleep(min(timeout_s, 1.0))
            return True
        return False

    def close(self) -> None:
        self._pubsub.close()
        self._redis.close()
