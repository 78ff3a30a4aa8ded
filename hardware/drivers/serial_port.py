"""Serial ports by pyserial URL; a device of this machine is ours alone while it is open."""

import serial


def open_port(url: str, baud: int, *, timeout_s: float = 0, write_timeout_s: float = 1) -> serial.Serial:
    """Open it.

    Raises:
        serial.SerialException: there is none, or another program has it.
    """
    return serial.serial_for_url(
        url,
        baudrate=baud,
        timeout=timeout_s,
        write_timeout=write_timeout_s,
        exclusive=None if "://" in url else True,
    )
