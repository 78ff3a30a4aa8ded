"""A ticket on its holder's phone: one small page of plain HTML, one event stream, no state on the server."""
