"""Questions over the tables of the sample archive, computed by the real parts."""
