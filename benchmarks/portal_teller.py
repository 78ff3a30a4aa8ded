"""A process that tells the portal and does nothing else, as one thread of the hub does."""

import time

from onestop.config import settings
from onestop.gateways.portal import portal_of
from onestop.relay.portal_desk import LOOK_EVERY_S, PortalDesk
from onestop.wiring import Shop


def main() -> None:
    shop = Shop(settings())
    portal = portal_of(shop.settings)
    assert portal is not None
    desk = PortalDesk(shop, portal)
    while True:
        if not desk.turn():
            time.sleep(LOOK_EVERY_S)


if __name__ == "__main__":
    main()
