"""The big board of the hall: who is called, where to, and how old this truth is."""
