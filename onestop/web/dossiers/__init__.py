"""The officers' screens of dossiers: what is to be done, and one dossier with everything about it."""
