"""The kinds of files whose pages can be recognised. Invariant: importing it loads no graph and no library."""

from __future__ import annotations

PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp")
SUFFIXES = (".pdf", *PICTURES)
