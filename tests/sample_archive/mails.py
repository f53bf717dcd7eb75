"""Mails whose encoding would be unreadable in a source: multipart with an HTML alternative, quoted-printable Spanish.

The invariant: nothing depends on the clock or on chance; boundaries, dates and ids stand in the source.
"""

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import yaml


def read_mail(path: Path) -> dict[str, str]:
    parts: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return parts


def write_mail(parts: dict[str, str], target: Path) -> None:
    message = EmailMessage(policy=SMTP.clone(linesep="\n"))
    message["From"] = parts["from"]
    message["To"] = parts["to"]
    message["Subject"] = parts["subject"]
    message["Date"] = parts["date"]
    message["Message-ID"] = parts["message_id"]
    message.set_content(parts["text"], cte="quoted-printable")
    if "html" in parts:
        message.add_alternative(parts["html"], subtype="html", cte="quoted-printable")
        message.set_boundary(f"{parts['boundary']}-texts")
    if "calendar" in parts:
        message.add_attachment(parts["calendar"], subtype="calendar", filename="journey.ics", cte="quoted-printable")
        message.set_boundary(f"{parts['boundary']}-all")
    target.write_bytes(message.as_bytes())
