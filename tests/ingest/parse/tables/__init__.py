"""Tables of files as rows of cells, beside the text that shows them."""
