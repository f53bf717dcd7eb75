"""Two small processes outside the seal that reach one address: a language model's server that the person runs.

`sealed_side` asks `helper` for a connection; `helper` carries the bytes (and speaks TLS) but can open no connection; it
gets connected sockets from `dialer`, which carries no bytes and can connect to one address. `attempts` tries the rest.
"""
