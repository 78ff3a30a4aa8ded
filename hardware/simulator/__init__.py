"""Virtual devices that speak the bytes real ones speak, so that a whole hall runs on one machine."""
