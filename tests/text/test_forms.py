"""Forms of words: languages, stems, parts of compounds, pairs of letters."""

from __future__ import annotations

import pytest

from assistant.text.forms.entry import asked, entry
from assistant.text.forms.pairs import pairs, word_pairs
from assistant.text.forms.tongue import tongue_of

_PASSAGES = {
    "english": "The rent is due on the third working day, and the deposit was paid in May.",
    "german": "Die Miete ist am dritten Werktag fällig, und die Kaution wurde im Mai bezahlt.",
    "french": "Le loyer est dû le troisième jour, et la caution a été payée au mois de mai.",
    "spanish": "La renta se paga el tercer día del mes, y la fianza fue pagada en mayo por el inquilino.",
    "italian": "L'affitto va pagato il terzo giorno del mese e la cauzione è stata versata in maggio.",
    "dutch": "De huur moet op de derde werkdag worden betaald en de borg is in mei voldaan.",
    "portuguese": "A renda é paga no terceiro dia do mês e a caução não foi paga pelo inquilino em maio.",
    "swedish": "Hyran ska betalas den tredje vardagen och depositionen är inte betald för maj.",
    "russian": "Арендная плата вносится третьего числа, залог внесён в мае.",
    "greek": "Το ενοίκιο πληρώνεται την τρίτη ημέρα του μήνα.",
    "": "HC-204771 4711 / 12,50 / OK",
}


@pytest.mark.parametrize("language", _PASSAGES)
def test_a_passage_tells_its_language(language: str) -> None:
    assert tongue_of(_PASSAGES[language]) == language


def test_a_passage_in_english_needs_no_entry() -> None:
    assert entry("lease.md › Rent", _PASSAGES["english"]) == ""


def test_the_entry_of_a_passage_is_always_the_same() -> None:
    for text in _PASSAGES.values():
        assert entry("a", text) == entry("a", text)


@pytest.mark.parametrize(
    ("language", "word", "other"),
    [
        ("german", "Verträge", "Vertrag"),
        ("german", "Kündigungen", "kundigung"),
        ("german", "kuendigen", "Kündigung"),
        ("french", "résiliées", "résiliée"),
        ("french", "chevaux", "cheval"),
        ("spanish", "obligaciones", "obligación"),
        ("spanish", "pagados", "pagadas"),
        ("italian", "pagamenti", "pagamento"),
        ("dutch", "betalingen", "betaling"),
        ("russian", "договоры", "договор"),
        ("swedish", "räkningar", "räkningen"),
    ],
)
def test_a_question_finds_a_word_by_another_form(language: str, word: str, other: str) -> None:
    for typed, stands in ((word, other), (other, word)):
        held = entry("", f"{stands} {_PASSAGES[language]}").split()
        assert set(asked(typed, (language,))) & set(held), (typed, stands)


@pytest.mark.parametrize(
    ("part", "compound"),
    [
        ("Kündigung", "Mietvertragskündigung"),
        ("Mietvertrag", "Mietvertragskündigung"),
        ("Heizkosten", "Heizkostenabrechnung"),
        ("Abrechnungen", "Heizkostenabrechnung"),
        ("Schlüssel", "Kellerschlüssel"),
    ],
)
def test_a_compound_is_found_by_its_parts_and_the_parts_by_the_compound(part: str, compound: str) -> None:
    for typed, stands in ((part, compound), (compound, part)):
        held = entry("", f"{stands} {_PASSAGES['german']}").split()
        alone = entry("", _PASSAGES["german"]).split()
        assert set(asked(typed, ("german",))) & (set(held) - set(alone)), (typed, stands)


def test_a_word_that_is_folded_otherwise_is_held_folded() -> None:
    for typed, stands in (("strasse", "Straße"), ("STRASSE", "Straße"), ("oeuvre", "œuvre")):
        assert set(asked(typed, ())) & set(entry("", stands).split()), stands


def test_pairs_stand_in_the_order_of_their_letters() -> None:
    assert pairs("四千八百元") == ["四千", "千八", "八百", "百元", "元"]
    assert pairs("猫") == ["猫"]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("每月租金是多少", ["每月", "月租", "租金"]),
        ("2024年3月", ["2024", "年", "3", "月"]),
        ("家賃はいくらですか", ["家賃"]),
        ("열쇠는", ["열쇠", "쇠는"]),
        ("什么", ["什么"]),
        ("contract", []),
    ],
)
def test_a_word_without_spaces_is_compared_by_its_pairs(word: str, parts: list[str]) -> None:
    assert word_pairs(word) == parts
