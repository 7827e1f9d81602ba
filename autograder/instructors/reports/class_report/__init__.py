"""A class as one page: what it can, who needs help, what a person should look at."""

__all__ = ["figures", "load", "pseudonyms", "questions", "render"]
