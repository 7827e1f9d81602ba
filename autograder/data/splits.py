"""Images with labels in three parts, and the rows that a linear classifier takes."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from autograder.findings import text

Images = NDArray[np.uint8]
Labels = NDArray[np.int64]
Matrix = NDArray[np.float64]


class Rows:
    """One flat, centred example a row, with a last column of ones for the bias.

    Each X is (N, D + 1) float64, each y (N,) int64; `mean` (D,) is the training set's mean image,
    in the pixels' own units (0 to 255), and has been subtracted from all three parts. Each X is
    made when it is first asked for.
    """

    def __init__(self, images: "ImageSplits") -> None:
        self._images = images
        self.y_train, self.y_val, self.y_test = images.y_train, images.y_val, images.y_test
        total = images.X_train.sum(axis=0, dtype=np.uint64).reshape(-1)
        self.mean: Matrix = total / len(images.X_train)

    @cached_property
    def X_train(self) -> Matrix:  # noqa: N802 - the field's name
        """The training set."""
        return _centred_rows(self._images.X_train, self.mean)

    @cached_property
    def X_val(self) -> Matrix:  # noqa: N802 - the field's name
        """The validation set."""
        return _centred_rows(self._images.X_val, self.mean)

    @cached_property
    def X_test(self) -> Matrix:  # noqa: N802 - the field's name
        """The test set."""
        return _centred_rows(self._images.X_test, self.mean)

    def __repr__(self) -> str:
        counts = text("data.split", count=len(self.y_train), count_2=len(self.y_val))
        return text(
            "data.rows",
            counts=counts,
            count=len(self.y_test),
            value=self.mean.size + 1,
        )


@dataclass(frozen=True, repr=False, eq=False)
class ImageSplits:
    """A training, a validation and a test set of labelled images.

    Each X is (N, H, W) or (N, H, W, 3) uint8, each y (N,) int64 with values in 0..C-1, where C is
    the number of `class_names`.
    """

    name: str
    class_names: tuple[str, ...]
    X_train: Images
    y_train: Labels
    X_val: Images
    y_val: Labels
    X_test: Images
    y_test: Labels
    _rows: list[Rows] = field(default_factory=list, init=False)

    def __repr__(self) -> str:
        size = "x".join(str(side) for side in self.X_train.shape[1:])
        return text(
            "data.images",
            name=self.name,
            count=len(self.y_train),
            count_2=len(self.y_val),
            count_3=len(self.y_test),
            size=size,
            count_4=len(self.class_names),
        )

    def rows(self) -> Rows:
        """Flatten every image, subtract the training set's mean image, append a 1 for the bias.

        With D numbers an image (784 for 28x28, 3,072 for 32x32x3), each X becomes (N, D + 1)
        float64. The mean comes from the training set alone, so nothing leaks from the others.
        """
        return self._rows.pop() if self._rows else Rows(self)

    def with_names(self, name: str, class_names: tuple[str, ...]) -> "ImageSplits":
        """Return the same images, with what was made ahead, under other names."""
        found = replace(self, name=name, class_names=class_names)
        found._rows.extend(self._rows)
        return found

    def make_rows_ahead(self) -> None:
        """Make the rows that are asked for first; they are those of the images as they are now."""
        rows = Rows(self)
        assert rows.X_train.size and rows.X_val.size  # noqa: S101 - made by asking for them
        self._rows.append(rows)


def _centred_rows(images: Images, mean: Matrix) -> Matrix:
    # Written into one array: all of CIFAR-10 takes 1.2 GB as float64, and a copy would double it.
    rows = np.empty((len(images), mean.size + 1))
    rows[:, :-1] = images.reshape(len(images), mean.size)
    rows[:, :-1] -= mean
    rows[:, -1] = 1.0
    return rows
