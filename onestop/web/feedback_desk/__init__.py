"""Suggestions and complaints as supervisors work on them."""
