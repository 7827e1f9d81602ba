"""Tests of the record and its reader."""
