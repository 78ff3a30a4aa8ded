"""From what a scanner, a phone or an upload gives to one clean PDF; nothing here knows a dossier, a row or a screen.

`apart.digitise` does a whole job in a process of its own (`child`); `work.digitise` does it in the calling thread.
"""
