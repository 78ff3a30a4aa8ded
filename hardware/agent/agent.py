"""All devices one agent process drives, started and stopped together."""

import threading
from collections.abc import Mapping
from functools import partial

from hardware.agent.config import AgentConfig, DeviceSettings
from hardware.agent.device import DeviceAgent
from hardware.agent.journal import Journal
from hardware.agent.kinds import driver_of, work_of
from hardware.drivers.protocols import Device

WATCH_S = 1.0


class Agent:
    """Made of its configuration; `drivers` by device id take the place of the configured ones."""

    def __init__(self, config: AgentConfig, drivers: Mapping[str, Device] | None = None) -> None:
        """Build every device, open every journal; nothing runs yet.

        Raises:
            DeviceError: a driver's configuration is wrong.
            JournalBusy: another agent has one of the devices.
        """
        self._config = config
        given = drivers or {}
        made = {one.id: given.get(one.id) or driver_of(one) for one in config.devices}
        self.devices: dict[str, DeviceAgent] = {}
        for settings in config.devices:
            self.devices[settings.id] = self._device(settings, made[settings.id])

    def _device(self, settings: DeviceSettings, driver: Device) -> DeviceAgent:
        config = self._config
        journal = Journal(config.data_dir / f"{settings.id}.sqlite", personal=settings.sees_people)
        work = partial(work_of, settings=settings, driver=driver)
        return DeviceAgent(config.office, settings, config.mqtt, journal, work, config.telemetry_s)

    def start(self) -> None:
        for device in self.devices.values():
            device.start()

    def stop(self) -> None:
        stops = [threading.Thread(target=device.stop) for device in self.devices.values()]
        for one in stops:
            one.start()
        for one in stops:
            one.join()

    def watch(self, ended: threading.Event) -> bool:
        """Stand by until `ended`; `False` when a device gave up and the process ought to start anew."""
        while not ended.wait(WATCH_S):
            if not all(device.alive for device in self.devices.values()):
                return False
        return True
