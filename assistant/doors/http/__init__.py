"""The OpenAI-compatible interface over HTTP. May import: chat, app, config."""
