"""The first page: what this hall's screens are and where they live."""
