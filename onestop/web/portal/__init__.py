"""The national portal: what waits to be told, what it would not have, ours beside theirs."""
