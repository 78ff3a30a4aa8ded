"""Every table. Importing this package knows them all, which Alembic and the tests rely on."""

from onestop.storage.rows.base import Row
from onestop.storage.rows.devices import Device, DeviceCommand, DeviceEpoch, DeviceEvent
from onestop.storage.rows.facts import Alert, Announcement, AnnouncementAck, Broadcast, Fact, Lease, Rating
from onestop.storage.rows.hall import Counter, CounterQueue, CounterSpell, Office, Place, PriorityClass, Queue, Zone
from onestop.storage.rows.people import Officer, OfficerRole, SignIn
from onestop.storage.rows.tickets import BusinessDay, CarryOver, IdempotencyKey, Series, Ticket

__all__ = [
    "Alert",
    "Announcement",
    "AnnouncementAck",
    "Broadcast",
    "BusinessDay",
    "CarryOver",
    "Counter",
    "CounterQueue",
    "CounterSpell",
    "Device",
    "DeviceCommand",
    "DeviceEpoch",
    "DeviceEvent",
    "Fact",
    "IdempotencyKey",
    "Lease",
    "Office",
    "Officer",
    "OfficerRole",
    "Place",
    "PriorityClass",
    "Queue",
    "Rating",
    "Row",
    "Series",
    "SignIn",
    "Ticket",
    "Zone",
]
