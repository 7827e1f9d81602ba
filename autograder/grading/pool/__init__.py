"""Grade many submissions at a time: warm processes on this machine, or a cluster."""
