"""Independent stand-ins for services that cannot be reached from here; each also starts by itself."""
