"""One HTML page with the whole matrix and every run behind it, in a file that needs no network."""
