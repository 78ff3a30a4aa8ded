"""The shop itself, pure: no clock, no database, no framework. Facts in, facts or refusals out."""
