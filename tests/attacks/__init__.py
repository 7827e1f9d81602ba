"""Submissions that try to get points, or to do harm, instead of answering; and what comes of it."""
