"""The change feed of a web process: woken by commits, one picture per office and change, shared by all watchers."""
