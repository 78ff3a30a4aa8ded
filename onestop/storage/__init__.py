"""Rows, the unit of work and the finders: the only code that speaks SQL (SQLite and PostgreSQL, one code base)."""
