"""The screens: the only part of the product that knows Reflex."""
