"""The registry of actions: each can be called in every way, and keys can be changed without a clash."""
