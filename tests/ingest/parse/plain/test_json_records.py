"""Lists of records in JSON are rows, each told apart from the next one; other JSON stays as it stands."""

from __future__ import annotations

import json

import pytest

from tests.ingest.parse.conftest import Read

ORDERS = [
    {"order": "KT-5102", "customer": "Anna Lund", "paid": True, "total": 120.50, "note": None},
    {"order": "KT-5120", "customer": "Bert Osei", "paid": False, "total": 98, "tags": ["urgent", "oak"]},
]
ROWS = [
    "order: KT-5102; customer: Anna Lund; paid: true; total: 120.5",
    "order: KT-5120; customer: Bert Osei; paid: false; total: 98; tags: urgent, oak",
]


def test_a_list_of_records_is_a_table(read: Read) -> None:
    page = read("a.json", json.dumps(ORDERS)).pages[0]
    assert page.text.split("\n") == ROWS
    assert [row.cells[:2] for row in page.tables[0].rows] == [("KT-5102", "Anna Lund"), ("KT-5120", "Bert Osei")]
    assert page.tables[0].header == ("order", "customer", "paid", "total", "note", "tags")


def test_what_stands_around_the_records_is_kept(read: Read) -> None:
    text = json.dumps({"shop": "Holzwerk Süd", "orders": ORDERS, "closed": []}, indent=2)
    assert read("a.json", text).pages[0].text.split("\n\n") == ["shop: Holzwerk Süd", "orders", "\n".join(ROWS)]


def test_values_are_written_as_they_are_in_the_file(read: Read) -> None:
    first = '{"id": 10000000000000000000001, "price": 1.50, "who": "Zo\\u00eb"}'
    text = f'[{first}, {{"id": 2, "price": 1e3, "who": "G\\u00c3\\u00b6t"}}]'
    assert read("a.json", text).pages[0].text.split("\n") == [
        "id: 10000000000000000000001; price: 1.50; who: Zoë",
        "id: 2; price: 1e3; who: Göt",
    ]


@pytest.mark.parametrize(
    "other",
    [
        '[{"a": "x", "b": [{"c": 1}]}, {"a": "y", "b": [{"c": 2}]}]',
        '[{"a": "x", "a": "y", "b": "z"}, {"a": "v", "b": "w"}]',
        '[{"a": "x", "b": "y"}]',
        '[{"a": "x", "b": "y"}, {"c": "x", "d": "y"}]',
        '[{"from": "Anna", "text": "' + "We meet at the pier. " * 12 + '"}, {"from": "Bert", "text": "Good."}]',
        '[{"from": "Anna", "text": "one"}, {"from": "Bert", "text": "two"}, 3]',
        '[{"a": "x", "b": "y"}, {"a": "x", "b": "y"}',
        "[" * 5_000,
    ],
)
def test_other_json_stays_as_it_stands(read: Read, other: str) -> None:
    assert read("a.json", other).pages[0].text == other
