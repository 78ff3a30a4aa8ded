"""The hub: facts become papers, signs, voices; what devices report becomes facts; the clock does its rounds."""
