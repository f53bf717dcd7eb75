"""Payslips: entries of `payslips.yaml` to sources for `write_pdf`. The invariant: net pay is the sum of the parts."""

from pathlib import Path
from typing import TypedDict

import yaml

from .markup import Block, Source


class Payslip(TypedDict):
    """One entry of the file; `earnings` and `deductions` are pairs of a label and an amount in euros."""

    file: str
    company: str
    person: str
    number: str
    month: str
    paid: str
    hours: str
    leave: str
    account: str
    earnings: list[tuple[str, float]]
    deductions: list[tuple[str, float]]
    notes: str


def read_payslips(path: Path) -> list[Payslip]:
    entries: list[Payslip] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return entries


def money(amount: float) -> str:
    return f"{amount:,.2f}"


def payslip_source(slip: Payslip) -> Source:
    gross = sum(amount for _, amount in slip["earnings"])
    taken = sum(amount for _, amount in slip["deductions"])
    facts = (
        ("Name", slip["person"]),
        ("Personnel number", slip["number"]),
        ("Month", slip["month"]),
        ("Paid on", slip["paid"]),
        ("Working time", slip["hours"]),
        ("Leave left", slip["leave"]),
        ("Time account", slip["account"]),
    )
    amounts = (
        ("Part", "EUR"),
        *((label, money(amount)) for label, amount in slip["earnings"]),
        ("Gross pay", money(gross)),
        *((label, f"-{money(amount)}") for label, amount in slip["deductions"]),
        ("Deductions in all", f"-{money(taken)}"),
        ("Net pay", money(gross - taken)),
    )
    blocks = (
        Block("heading", f"Payslip {slip['month']}", level=1),
        Block("paragraph", slip["company"]),
        Block("table", rows=facts),
        Block("heading", "Pay", level=2),
        Block("table", rows=amounts),
        Block("paragraph", slip["notes"]),
        Block("paragraph", "Made by machine and valid without a signature. Keep payslips for your pension record."),
    )
    settings = {"title": f"Payslip {slip['month']}, {slip['person']}", "face": "sans", "size": "10.5"}
    settings["running"] = f"{slip['company'].split(',')[0]} - {slip['person']} - {slip['month']}"
    return Source(settings, blocks)
