"""The views beside the conversation: library, models, policy, settings."""
