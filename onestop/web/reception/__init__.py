"""The reception desk: numbers for those who need a hand, and paper for the day the power goes."""
