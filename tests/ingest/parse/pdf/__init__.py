"""PDF: order on the page, and what is not in the page's own text."""
