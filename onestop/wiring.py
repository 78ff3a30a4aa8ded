"""What a process is made of: settings turned into an engine, a bell, a unit of work and a clock."""

import asyncio
import gc
import ipaddress
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, ParamSpec, TypeVar

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from onestop.config import Settings, settings
from onestop.domain.errors import BadInput, TooManyRequests
from onestop.storage.bell import make_bell
from onestop.storage.papers import PaperStore
from onestop.storage.session import make_engine
from onestop.storage.unit_of_work import UnitOfWork

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 5
"""How often a transaction that lost a race is run again [count]."""
_LOST_A_RACE = {"40001", "40P01", "55P03"}
_UNHOLDABLE = {None, "22001", "22003", "22021", "22P02", "22P05"}
"""A NUL has no SQLSTATE: the driver itself refuses it."""
COLLECTED_AFTER: Final = (10_000, 2, 50)
"""When the collector of cycles looks through the newest, the newer, all objects: a change told to a hall makes
ten thousand that are gone a moment later [count]."""
WRONG_FROM_ONE: Final = 10
WRONG_FOR_ONE: Final = 60
"""Wrong secrets a minute; more for one code, so that one address cannot shut its holder out [count]."""
IPV6_SITE: Final = 64
"""Bits of an IPv6 address that name a site; one site is one caller."""


class Shop:
    """One process's share of the product. `run` is the only way from an event loop to a use case."""

    def __init__(self, config: Settings) -> None:
        config.data_dir.mkdir(parents=True, exist_ok=True)
        self.settings = config
        self.bell = make_bell(config.database, config.redis_url, config.data_dir.resolve() / "wake")
        self.engine = make_engine(config.database)
        self.work = UnitOfWork(self.engine, self.bell)
        self.papers = PaperStore(config.data_dir.resolve() / "papers")
        self._asked = FixedWindowRateLimiter(MemoryStorage())
        self._threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="usecase")
        self._long = ThreadPoolExecutor(max_workers=2, thread_name_prefix="long")
        self._glances = ThreadPoolExecutor(max_workers=2, thread_name_prefix="glance")

    def now(self) -> datetime:
        return datetime.now(UTC)

    def count_asking(self, kind: str, address: str, times: int = 1) -> None:
        """Let an unknown caller ask only so often a minute; with several web workers that many times more.

        Raises:
            TooManyRequests.
        """
        limit = RateLimitItemPerMinute(self.settings.anonymous_per_minute * times)
        if not self._asked.hit(limit, kind, site(address)):
            raise TooManyRequests(seconds=60)

    def count_guess(self, address: str, code: str, *, right: bool) -> None:
        """Let nobody try a receipt's secret out: only so many wrong ones a minute, from one address and for one code.

        Asked once it is known whether the secret was right and before that is told, so that many at once gain
        nothing; beyond the limit a right one is not told either.

        Raises:
            TooManyRequests.
        """
        counts = (WRONG_FROM_ONE, "guess-from", site(address)), (WRONG_FOR_ONE, "guess-for", code)
        if not all(self._asked.test(RateLimitItemPerMinute(most), *whose) for most, *whose in counts):
            raise TooManyRequests(seconds=60)
        for most, *whose in counts if not right else ():
            self._asked.hit(RateLimitItemPerMinute(most), *whose)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case or query in a thread; one that lost a race with another transaction runs again."""
        call = partial(attempt, function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    async def run_long(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what takes seconds and holds no transaction; a few at a time, so that nothing else waits for it."""
        return await asyncio.get_running_loop().run_in_executor(self._long, partial(function, *args, **kwargs))

    async def run_glance(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for what somebody waits for and takes about a second: never behind what takes minutes."""
        return await asyncio.get_running_loop().run_in_executor(self._glances, partial(function, *args, **kwargs))

    def close(self) -> None:
        self._glances.shutdown(cancel_futures=True)
        self._long.shutdown(cancel_futures=True)
        self._threads.shutdown(cancel_futures=True)
        self.work.close()
        self.bell.close()


def site(address: str) -> str:
    """Who counts as one caller: an address, an IPv6 one cut to its site."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, IPV6_SITE), strict=False))
    return address


def attempt(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Run `function`, again when the database says it met another transaction; at most `TRIES` times.

    Raises:
        BadInput: a value no database can hold: a NUL or half a character in a text, a number beyond its column.
    """
    for turn in range(TRIES):
        try:
            return function(*args, **kwargs)
        except (UnicodeEncodeError, OverflowError):
            raise BadInput(field="text") from None
        except DataError as wrong:
            if getattr(wrong.orig, "sqlstate", None) in _UNHOLDABLE:
                raise BadInput(field="text") from None
            raise
        except (DBAPIError, StaleDataError) as lost:
            if turn == TRIES - 1 or not _lost_a_race(lost):
                raise
            time.sleep(random.uniform(0.002, 0.02) * (turn + 1))
    raise AssertionError


def _lost_a_race(error: Exception) -> bool:
    if isinstance(error, IntegrityError | StaleDataError):
        return True
    if isinstance(error, OperationalError) and "locked" in str(error.orig):
        return True
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _LOST_A_RACE


def settle() -> None:
    """Spare the collector of cycles what a process has loaded before it serves: it stays as long as the process.

    Walking through it now and again would stop everything for a fifth of a second, a call on its way included.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


_SHOP: list[Shop] = []


def wiring() -> Shop:
    """This process's shop, made at first use."""
    if not _SHOP:
        _SHOP.append(Shop(settings()))
    return _SHOP[0]


def wire(shop: Shop) -> None:
    """Put `shop` in place of the one from the environment; for tests and for the command line."""
    _SHOP[:] = [shop]
