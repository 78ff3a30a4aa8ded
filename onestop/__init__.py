"""OneStop: what a public one-stop shop runs on."""
