"""Datasets for linear classifiers: the spiral, a Fashion-MNIST subset, and CIFAR-10.

Safe for students: nothing here knows a solution, and nothing needs a network but a fetch.
"""

from autograder.data.cifar10 import cifar10_is_here, load_cifar10
from autograder.data.errors import DataError
from autograder.data.fashion_mnist import load_ahead, load_fashion_mnist
from autograder.data.places import folders_to_show
from autograder.data.sizes import demonstration_size
from autograder.data.splits import ImageSplits, Rows
from autograder.data.toy import spiral

# To the grader: a call of anything here changes nothing in the process that it is made in.
LEAVES_NOTHING = True

__all__ = [
    "DataError",
    "ImageSplits",
    "Rows",
    "cifar10_is_here",
    "demonstration_size",
    "folders_to_show",
    "load_ahead",
    "load_cifar10",
    "load_fashion_mnist",
    "spiral",
]
