"""How things look: themes, styled text, words of single views. May import: chat, domain, text."""
