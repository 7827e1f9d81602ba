"""Courses on a JupyterHub."""
