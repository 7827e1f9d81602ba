"""Fingerprints of what a function does: what is right passes, a known mistake has its name.

Made when an assignment is released; nothing here, nor in the file, holds a solution or a number.
"""
