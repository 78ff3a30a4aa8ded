"""A slot booked from home, on a page light enough for a phone: choose, prove the telephone, come, or give it up."""
