"""Who does whose work while they are away, said by those it concerns."""
