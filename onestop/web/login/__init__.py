"""Where an officer says who they are."""
