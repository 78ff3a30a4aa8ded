"""Figures for Prometheus: what the hall did today, what is still to be told, and what this process was asked."""

import time
from collections.abc import Iterator
from functools import cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onestop.api.streams import OPEN
from onestop.live.feed import live
from onestop.queries import track
from onestop.wiring import Shop

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""A caller may invent others; they become one label."""
REQUESTS: Final = CollectorRegistry()
_ASKED: Final = Counter("onestop_requests", "Requests answered", ["route", "method", "status"], registry=REQUESTS)
_TOOK: Final = Histogram(
    "onestop_request_seconds",
    "Time until an answer was complete; streams left out",
    ["route"],
    buckets=(0.001, 0.002, 0.004, 0.008, 0.016, 0.05, 0.1, 0.25, 1.0, 5.0),
    registry=REQUESTS,
)


@cache
def _asked(route: str, method: str, status: int) -> Counter:
    return _ASKED.labels(route, method, str(status))


@cache
def _took(route: str) -> Histogram:
    return _TOOK.labels(route)


class Counted:
    """Counts the API's requests by route, so that no code or id becomes a label."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        status, began = 500, time.perf_counter()
        method = scope["method"] if scope["method"] in METHODS else "other"

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            _asked(route, method, status).inc()
            if not route.endswith("/stream"):
                _took(route).observe(time.perf_counter() - began)


class Hall(Collector):
    """Read from the database when asked."""

    def __init__(self, session: Session, shop: Shop) -> None:
        self._session, self._shop = session, shop

    def collect(self) -> Iterator[Metric]:
        now = self._shop.now()
        tickets = GaugeMetricFamily("onestop_tickets_today", "Tickets of today", labels=["office", "queue", "what"])
        for office in track.directories(self._session).values():
            for queue, counts in track.day_totals(self._session, office, now).items():
                for what, count in zip(("issued", "called", "served"), counts, strict=True):
                    tickets.add_metric([office.code, queue, what], count)
        yield tickets
        depth = track.outbox_depth(self._session)
        age_s = (now - depth.oldest_at).total_seconds() if depth.oldest_at else 0.0
        yield GaugeMetricFamily("onestop_outbox_facts", "Facts not told yet", value=depth.unsent)
        yield GaugeMetricFamily("onestop_outbox_oldest_seconds", "Age of the oldest of them", value=age_s)
        yield GaugeMetricFamily(
            "onestop_watchers", "Screens and hubs that follow this process", value=live().watchers
        )
        yield GaugeMetricFamily("onestop_streams", "Event streams open in this process", value=len(OPEN))


def rendered(shop: Shop) -> bytes:
    """Everything, in Prometheus's text form."""
    registry = CollectorRegistry(auto_describe=False)
    with shop.work.reading() as session:
        registry.register(Hall(session, shop))
        return generate_latest(registry) + generate_latest(REQUESTS)
