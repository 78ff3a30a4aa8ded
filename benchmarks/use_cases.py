"""Take, call, start, finish through the use cases, beside the bare sketch of the same statements."""

from collections.abc import Iterator

from benchmarks import bare_orm, databases, officer
from benchmarks.pace import per_second
from benchmarks.table import VISITS, Line


def lines() -> Iterator[Line]:
    for kind in databases.KINDS:
        yield from _on(kind)


def _on(kind: str) -> Iterator[Line]:
    with databases.office(kind) as shop, databases.empty(kind) as (url, _):
        engine = bare_orm.prepared(url)
        ours, bare = per_second([officer.cycle(shop), bare_orm.cycle(engine)])
        engine.dispose()
    target = 200.0 if kind == "PostgreSQL" else None
    yield Line("use cases: take, call, start, finish", kind, ours, "cycles/s", "≥", target, work=VISITS, bare=bare)
    yield Line("  the bare sketch of the same statements", kind, bare, "cycles/s")
    yield Line("  use cases / sketch", kind, ours / bare, "×")
