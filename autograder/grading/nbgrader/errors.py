"""What a database says when it can't do as it is told."""

from sqlalchemy.exc import SQLAlchemyError


def reason_of(error: SQLAlchemyError) -> str:
    """Return what the database itself said, in one line."""
    return " ".join(str(getattr(error, "orig", None) or error).split())[:200]
