"""`python -m benchmarks`: what the product does per second, per commit and per screen, against its targets."""
