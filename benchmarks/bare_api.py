"""The normaliser of REST: the sketch of `bare_orm` behind the plainest FastAPI application that can carry it."""

import os
from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from pydantic import BaseModel

from benchmarks import bare_orm
from benchmarks.http_line import HttpLine, request


class Wanted(BaseModel):
    queue: str


class Answer(BaseModel):
    id: UUID
    status: str


def application() -> FastAPI:
    """What uvicorn serves; the database comes from the environment."""
    engine, app = bare_orm.prepared(os.environ["BARE_DATABASE"]), FastAPI()

    @app.get("/live")
    def live() -> str:
        return "ok"

    @app.post("/tickets", status_code=201)
    def take(_body: Wanted) -> Answer:
        return Answer(id=bare_orm.take(engine), status="waiting")

    @app.post("/call-next")
    def call_next() -> Answer:
        return Answer(id=bare_orm.call(engine), status="called")

    @app.post("/tickets/{ticket_id}/start")
    def start(ticket_id: UUID) -> Answer:
        bare_orm.start(engine, ticket_id)
        return Answer(id=ticket_id, status="serving")

    @app.post("/tickets/{ticket_id}/finish")
    def finish(ticket_id: UUID) -> Answer:
        bare_orm.finish(engine, ticket_id)
        return Answer(id=ticket_id, status="served")

    return app


def cycle(port: int) -> Callable[[], Any]:
    """One visit through the sketch."""
    line, wish = HttpLine(port), request("POST", "/tickets", body={"queue": "A"})

    def once() -> None:
        line.ask(wish)
        _, called = line.ask(request("POST", "/call-next"))
        ticket = Answer.model_validate_json(called).id
        line.ask(request("POST", f"/tickets/{ticket}/start"))
        line.ask(request("POST", f"/tickets/{ticket}/finish"))

    return once
