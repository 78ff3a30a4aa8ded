"""The tablet at a counter: who is called, and one question after the visit."""
