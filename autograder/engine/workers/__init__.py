"""Grade many submissions at a time: warm processes on this machine, or a cluster."""

__all__ = ["dask", "pool", "shared", "tasks", "worker"]
