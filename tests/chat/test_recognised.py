"""Text from a picture is told to be so wherever an exchange shows its sources."""

from __future__ import annotations

from assistant.chat.conversation import resumed
from assistant.chat.exchange import Exchange
from assistant.chat.export import answer_text, as_markdown
from assistant.domain.records.answers import Citation
from assistant.domain.records.chats import ChatSummary, StoredQuote, StoredTurn

TOLD = "/files/lease.png, page 1 (recognised from a picture, 93% sure)"


def test_the_sources_of_an_answer_and_its_text_say_how_sure_a_picture_is() -> None:
    exchange = Exchange(1, "What is the rent?", state="answered")
    exchange.text = "It is 910 crowns. [1]"
    exchange.citations = (Citation(1, "/files/lease.png", 1, "910 crowns", 0, 10, recognised=93),)
    assert [source.recognised for source in exchange.sources()] == [93]
    assert answer_text(exchange).endswith(f"[1] {TOLD}")


def test_a_kept_conversation_says_it_too() -> None:
    quote = StoredQuote(1, "/files/lease.png", 1, 0, 10, "910 crowns", recognised=93)
    turn = StoredTurn(1, "What is the rent?", "It is 910 crowns. [1]", "answered", "extractive", 0.0, (quote,))
    [exchange] = resumed(ChatSummary(1, "Rent", 0.0, 0.0, 1), [turn]).exchanges
    assert [source.recognised for source in exchange.sources()] == [93]
    assert TOLD in as_markdown("Rent", [turn])
