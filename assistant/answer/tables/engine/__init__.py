"""SQL over tables in memory, in a sealed child process, and the protocol between. May import: sandbox."""
