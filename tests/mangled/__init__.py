"""Notebooks mangled by program, with the truth kept: is each recovered, asked about or named?"""
