"""The commands, one a module, each named as it is typed."""
