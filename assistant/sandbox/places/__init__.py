"""Where the sealed program may change files: the library's folders, a private folder for what is temporary, devices.

May import: sandbox."""
