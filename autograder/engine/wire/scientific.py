"""How objects of scipy and networkx cross as plain data."""

import importlib
from typing import Any

import numpy as np

from autograder.engine.wire.library import Codec, register
from autograder.engine.wire.standard_values import of_type, parts

_MOST_NODES = 1_000_000
_FORMATS = ("csr", "csc", "coo")


def load(library: str) -> None:
    """Register what the library has."""
    if library == "scipy":
        _register_scipy()
    else:
        _register_networkx()


def _sparse(kind: Any) -> Codec:  # noqa: ANN401 - a class of matrices
    sparse = importlib.import_module("scipy.sparse")

    def plain(value: Any) -> list[Any]:  # noqa: ANN401 - such a matrix
        entries = value.tocoo()
        places = [np.asarray(each, dtype=np.int64) for each in entries.coords]
        return [np.asarray(entries.data), places, [int(n) for n in value.shape]]

    def made(plain: object) -> Any:  # noqa: ANN401
        data, places, shape = parts(plain, np.ndarray, list, list)
        if not 1 <= len(shape) <= 2 or not all(type(n) is int and 0 <= n < 2**31 for n in shape):
            raise ValueError("no-shape")
        if len(places) != len(shape):
            raise ValueError("no-places")
        for place, size in zip(places, shape, strict=True):
            outside = of_type(place, np.ndarray).size and (place.min() < 0 or place.max() >= size)
            if place.shape != data.shape or place.dtype != np.int64 or outside:
                raise ValueError("no-places")
        if max(shape) > _MOST_NODES:
            raise ValueError("too-large")
        array = sparse.coo_array((data, tuple(places)), shape=tuple(shape))
        return kind(array)

    return Codec(kind, plain, made)


def _register_scipy() -> None:
    sparse = importlib.import_module("scipy.sparse")
    for name in ("csr", "csc", "coo", "lil", "dok", "dia", "bsr"):
        for ending in ("matrix", "array"):
            register(f"scipy.sparse.{name}_{ending}", _sparse(getattr(sparse, f"{name}_{ending}")))
    kind = importlib.import_module("scipy.optimize").OptimizeResult

    def made(plain: object) -> Any:  # noqa: ANN401
        result = kind()
        result.update(of_type(plain, dict))
        return result

    register("scipy.optimize.OptimizeResult", Codec(kind, dict, made))


def _graph(kind: Any) -> Codec:  # noqa: ANN401 - a class of graphs
    several = issubclass(kind, importlib.import_module("networkx").MultiGraph)

    def plain(value: Any) -> list[Any]:  # noqa: ANN401 - such a graph
        edges = value.edges(keys=True, data=True) if several else value.edges(data=True)
        return [
            dict(value.graph),
            {node: dict(found) for node, found in value.nodes(data=True)},
            [[*ends, dict(found)] for *ends, found in edges],
        ]

    def made(plain: object) -> Any:  # noqa: ANN401
        attributes, nodes, edges = parts(plain, dict, dict, list)
        graph = kind()
        graph.graph.update(attributes)
        for node, found in nodes.items():
            graph.add_nodes_from([(node, of_type(found, dict))])
        for *ends, found in edges:
            if len(ends) != (3 if several else 2) or not {*ends[:2]} <= nodes.keys():
                raise ValueError("no-edge")
            graph.add_edges_from([(*ends, of_type(found, dict))])
        return graph

    def filled(old: Any, new: Any) -> None:  # noqa: ANN401 - two graphs
        old.clear()
        old.graph.update(new.graph)
        old.add_nodes_from(new.nodes(data=True))
        edges = new.edges(keys=True, data=True) if several else new.edges(data=True)
        old.add_edges_from(edges)

    return Codec(kind, plain, made, filled)


def _register_networkx() -> None:
    networkx = importlib.import_module("networkx")
    for name in ("Graph", "DiGraph", "MultiGraph", "MultiDiGraph"):
        register(f"networkx.{name}", _graph(getattr(networkx, name)))
