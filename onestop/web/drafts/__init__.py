"""Dossiers handed in without an officer, or left half done at a kiosk: whoever helps goes on where people stopped."""
