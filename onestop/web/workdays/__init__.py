"""The office's days off and make-up days, a year on one page, as an administrator enters them."""
