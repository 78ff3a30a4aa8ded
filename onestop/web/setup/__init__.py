"""Setup: what the hall is made of, edited by an administrator."""
