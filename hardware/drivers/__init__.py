"""Drivers turn what the server laid out into one device's bytes, and its bytes into facts."""
