"""What the screens are put together from; each part is plain HTML and a class of the stylesheet."""
