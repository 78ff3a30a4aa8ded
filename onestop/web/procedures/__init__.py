"""The catalogue for everybody, light enough for a phone: find a procedure, see which papers one needs oneself."""
