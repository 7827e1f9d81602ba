"""Pools: on this machine, and on a cluster of two workers of its own."""
