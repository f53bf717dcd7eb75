"""The conversation without a face: exchanges, mentions, keeping, export, words. May import: app.ports."""
