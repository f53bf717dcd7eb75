"""Questions that the app offers: made from the library, and asked before they are shown. May import: what `app` may."""
