"""The officer's console at a counter: who waits, who is here, what can be done."""
