"""Fees: transfers that wait for a person, and the cash of those who take it."""
