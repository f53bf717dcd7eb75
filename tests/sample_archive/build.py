"""Makes the files of sample_docs that nobody can write by hand, from the texts under `sources/`.

Run `python -m tests.sample_archive.build` in the repository root after changing a source. Plain files (Markdown, text,
CSV, HTML, simple mails) are not made: they stand in sample_docs themselves. The invariant: two runs give the same
bytes.
"""

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from PIL import Image

from .hostile import hostile_text
from .mails import read_mail, write_mail
from .markup import Source, read_source
from .payslips import Payslip, payslip_source, read_payslips
from .pdf_pages import write_pdf
from .scans import scanned_page, write_photograph
from .word_files import ZIP_EPOCH, write_docx

SOURCES = Path(__file__).parent / "sources"
ARCHIVE = Path(__file__).parents[2] / "sample_docs"

PDFS = {
    "lease": "home/lease_lantern_quay_3b.pdf",
    "running_costs_2023": "home/running_costs_2023.pdf",
    "contents_insurance": "insurance/contents_insurance_terms.pdf",
    "car_insurance": "insurance/car_insurance_policy.pdf",
    "washing_machine": "home/washing_machine_velda_w7.pdf",
    "phone_contract": "home/phone_contract_fennel.pdf",
    "gym": "health/gym_membership.pdf",
    "employment_contract": "work/employment_contract_nora.pdf",
    "school_handbook": "school/handbook_2024-25.pdf",
    "workshop_invoice": "car/workshop_invoice_2024-10.pdf",
    "car_handbook": "car/owners_handbook_extract.pdf",
}
DOCX = {
    "letter_orthopaedics": "health/letter_orthopaedics_2024-03.docx",
    "minutes_2024": "home/residents_meeting_2024.docx",
    "class_trip_letter": "school/class_trip_holm_island.docx",
}
MAILS = ("ferry_booking_mail", "pilar_mail")
SCAN = "home/smoke_alarm_certificate_scan.pdf"
LOCKED = "travel/ferry_tickets_locked.pdf"
LOCKED_PASSWORD = "meridian-7214"  # told in ABOUT_THIS_ARCHIVE.md, so that a reader can try it
TRUNCATED = "work/payslips/nora/2023-12.pdf"
EMPTY = "home/someday.txt"
HOSTILE = "hostile.md"
PHOTOGRAPH = "travel/harbour.jpg"
ZIPPED = "work/old_drafts.zip"
DUPLICATE_OF = {"school/packing_list_holm_island (copy).txt": "travel/packing_list_holm_island.txt"}


Writer = Callable[[Path], object]


def build(root: Path) -> list[str]:
    """Make every made file under `root`; returns their relative paths. `root` must hold the duplicates' originals."""
    writers = _writers(root)
    for relative, write in writers.items():
        target = root / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        write(target)
    return list(writers)


def _writers(root: Path) -> dict[str, Writer]:
    slips = {slip["file"]: slip for slip in read_payslips(SOURCES / "payslips.yaml")}
    mails = [read_mail(SOURCES / f"{name}.yaml") for name in MAILS]
    return {
        **{relative: _pdf(_source(name)) for name, relative in PDFS.items()},
        **{relative: _pdf(payslip_source(slip)) for relative, slip in slips.items()},
        **{relative: partial(write_docx, _source(name)) for name, relative in DOCX.items()},
        **{mail["file"]: partial(write_mail, mail) for mail in mails},
        SCAN: _pdf(_scan_source()),
        LOCKED: _pdf(_source("ferry_tickets"), password=LOCKED_PASSWORD),
        TRUNCATED: _write_truncated,
        EMPTY: lambda target: target.write_bytes(b""),
        HOSTILE: lambda target: target.write_bytes(hostile_text(_text("hostile.txt")).encode()),
        PHOTOGRAPH: write_photograph,
        ZIPPED: _write_zip,
        **{copy: partial(shutil.copyfile, root / original) for copy, original in DUPLICATE_OF.items()},
    }


def _pdf(source: Source, password: str = "") -> Writer:
    return lambda target: write_pdf(source, target, _scans(), password)


def _text(name: str) -> str:
    return (SOURCES / name).read_text(encoding="utf-8")


def _source(name: str) -> Source:
    return read_source(_text(f"{name}.txt"))


def _scan_source() -> Source:
    return read_source("title: Scan\nface: sans\n===\n<<scan smoke_alarms>>\n")


def _scans() -> dict[str, Image.Image]:
    return {
        "smoke_alarms": scanned_page(_text("scan_smoke_alarms.txt"), tilt_degrees=0.8),
        "workshop_checklist": scanned_page(_text("scan_workshop_checklist.txt"), tilt_degrees=-0.6),
    }


def _write_truncated(target: Path) -> None:
    """A payslip whose download stopped: the first third of a real file, with neither a page tree nor a trailer."""
    slip: Payslip = read_payslips(SOURCES / "payslips.yaml")[0]
    write_pdf(payslip_source({**slip, "month": "December 2023"}), target, {})
    whole = target.read_bytes()
    target.write_bytes(whole[: len(whole) // 3])


def _write_zip(target: Path) -> None:
    with ZipFile(target, "w") as packed:
        info = ZipInfo("draft_h10_quick_guide.txt", ZIP_EPOCH)
        info.compress_type = ZIP_DEFLATED
        packed.writestr(info, "Old draft of the quick guide for the H10. Not to be used.\n")


if __name__ == "__main__":
    sys.stdout.write("\n".join(build(ARCHIVE)) + "\n")
