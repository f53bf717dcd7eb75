"""Parts without a screen: words, mentions, scopes, the feed, the clipboard."""
