"""Reads the archive with plain readers only, so that its tests do not lean on the product that it measures.

The invariant: whitespace is normalised to single spaces, and nothing else is changed.
"""

import email
import email.policy
from pathlib import Path

import docx
from pypdf import PdfReader


def pages_of(path: Path, password: str = "") -> list[str]:
    """The text of each page of a PDF, or one text for a file without pages."""
    match path.suffix:
        case ".pdf":
            reader = PdfReader(path)
            if password:
                reader.decrypt(password)
            texts = [page.extract_text() for page in reader.pages]
        case ".docx":
            document = docx.Document(str(path))
            cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
            texts = ["\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])]
        case ".eml":
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = message.get_body(("plain",))
            texts = [str(body.get_content()) if body else ""]
        case _:
            texts = [path.read_text(encoding="utf-8")]
    return [" ".join(text.split()) for text in texts]
