"""The machine at the door: two taps to a number, in two languages, within reach of a seated hand."""
