"""The outside world behind small protocols; nothing here knows a screen or a row."""
