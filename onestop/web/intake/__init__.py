"""Intake at the counter: whose dossier it is, its papers, and what happens now."""
