"""Devices of a hall and the programs beside them; nothing here knows what a ticket or a dossier is for."""
