"""Reflex's own settings: one port, in memory, calling nobody."""

import reflex as rx
from reflex.constants import StateManagerMode

config = rx.Config(
    app_name="onestop",
    api_url="http://localhost",
    deploy_url=None,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    state_manager_mode=StateManagerMode.MEMORY,
    default_color_mode="light",
    frontend_compression_formats=["gzip", "brotli"],
    react_strict_mode=False,
    disable_plugins=[rx.plugins.SitemapPlugin],
)
