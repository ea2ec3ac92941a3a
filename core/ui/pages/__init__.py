"""One folder a page; a folder imports no other of them."""
