"""REST under `/api/v1`: everything a person can do on screen, for scripts and other systems."""
