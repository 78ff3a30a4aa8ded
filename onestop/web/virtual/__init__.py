"""The virtual hall: devices of the demonstration, shown and pressed."""
