"""The floor manager's screen: the whole hall at a glance, acted on in place."""
