"""The program next to a device: a command becomes one driver call, a key press an event kept until acknowledged."""
