"""Reads: frozen facts shaped for screens and the API; no row leaves this package."""
