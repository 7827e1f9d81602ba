"""Datasets for linear classifiers: the spiral, a Fashion-MNIST subset, and CIFAR-10.

Safe for students: nothing here knows a solution, and nothing needs a network but a fetch.
"""

from autograder.data.cifar10 import load_cifar10
from autograder.data.course import SearchGrid, load_course_images, search_grid
from autograder.data.errors import DataError
from autograder.data.fashion_mnist import load_ahead, load_fashion_mnist
from autograder.data.sizes import demonstration_size
from autograder.data.splits import ImageSplits, Rows
from autograder.data.toy import spiral

__all__ = [
    "DataError",
    "ImageSplits",
    "Rows",
    "SearchGrid",
    "demonstration_size",
    "load_ahead",
    "load_cifar10",
    "load_course_images",
    "load_fashion_mnist",
    "search_grid",
    "spiral",
]
