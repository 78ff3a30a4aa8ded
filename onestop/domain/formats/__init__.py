"""Formats of the world outside, pure: bytes ↔ facts. Sources and certainty are told beside each rule."""
