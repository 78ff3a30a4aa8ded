"""Paper of dossiers: facts of one form in, a PDF/A out; nothing is fetched, nothing is sent."""
