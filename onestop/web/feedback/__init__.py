"""The page on which anybody tells the office of its work, and follows what became of it."""
