"""The diagnoses: what a residual looks like, what usually causes it, what to re-read."""

from dataclasses import dataclass

from autograder.checks.gradients import data_names, reg_names


@dataclass(frozen=True)
class Diagnosis:
    """Why a gradient is wrong: a name for programs and three phrases for people."""

    name: str
    seen: str
    cause: str
    reread: str

    def __str__(self) -> str:
        return f"{self.seen}: {self.cause} Re-read {self.reread}."


DIAGNOSES = {row[0]: Diagnosis(*row) for row in (*data_names.ROWS, *reg_names.ROWS)}
