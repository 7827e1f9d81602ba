"""How expressions of sympy cross as plain data: each by its parts, put together unevaluated.

Nothing is parsed, and nothing computed: 9**9**9 of a student's stays what it is.
"""

from typing import Any

import sympy  # type: ignore[import-untyped]

from autograder.engine.wire.library import Codec, register
from autograder.engine.wire.standard_values import of_type, parts

_MOST_PARTS = 20_000
_DEEPEST = 400
_ASSUMED = (type(None), bool)
_PLAIN = {
    name: getattr(sympy, name)
    for name in (
        *("Derivative", "Integral", "Sum", "Product", "Limit", "Interval", "Order"),
        *("FiniteSet", "Union", "Intersection", "Complement", "ProductSet", "ConditionSet"),
        *("Lambda", "Tuple", "And", "Or", "Not", "Implies", "Xor", "Equivalent"),
    )
}
_UNEVALUATED = {
    name: getattr(sympy, name)
    for name in (
        *("Add", "Mul", "Pow", "Eq", "Ne", "Lt", "Le", "Gt", "Ge", "Abs", "sign", "floor"),
        *("ceiling", "exp", "log", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos"),
        *("atan", "atan2", "acot", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "gamma"),
        *("factorial", "binomial", "erf", "erfc", "Heaviside", "DiracDelta", "re", "im"),
        *("conjugate", "arg", "Max", "Min", "zeta", "beta", "loggamma", "besselj", "Mod"),
        "LambertW",
    )
}
_HEADS: dict[str, Any] = {
    cls.__name__: cls for cls in (*_PLAIN.values(), *_UNEVALUATED.values()) if isinstance(cls, type)
}
_SINGLE = {
    type(each).__name__: each
    for each in (
        *(sympy.pi, sympy.E, sympy.I, sympy.oo, -sympy.oo, sympy.nan, sympy.zoo, sympy.true),
        *(sympy.false, sympy.GoldenRatio, sympy.EulerGamma, sympy.S.EmptySet, sympy.S.Reals),
        *(sympy.S.Integers, sympy.S.Naturals, sympy.S.Naturals0, sympy.S.Complexes),
        *(sympy.S.Rationals, sympy.S.UniversalSet, sympy.Id),
    )
}


def load(_library: str) -> None:
    """Do nothing: this module has imported the library."""


def _plain(value: Any, depth: int = 0) -> list[Any]:  # noqa: ANN401, C901 - one branch a kind
    """Return an expression as [what it is, its parts]; raises TypeError for one of another kind."""
    kind = type(value)
    name = kind.__name__
    if depth > _DEEPEST:
        raise TypeError("too-deep")
    if isinstance(value, sympy.Rational):
        return ["rational", int(value.p), int(value.q)]
    if kind is sympy.Float:
        sign, digits, power, bits = value._mpf_
        return ["float", int(sign), int(digits), int(power), int(bits), int(value._prec)]
    if _SINGLE.get(name) is value:
        return ["single", name]
    if kind is sympy.Symbol:
        return ["symbol", value.name, dict(value._assumptions_orig)]
    if kind is sympy.Dummy:
        return ["dummy", value.name, dict(value._assumptions_orig), int(value.dummy_index)]
    inner = [_plain(each, depth + 1) for each in value.args]
    if isinstance(kind, sympy.core.function.UndefinedFunction):
        return ["function", name, inner]
    if _HEADS.get(name) is not kind:
        raise TypeError(f"no-{name}")
    return ["head", name, inner]


class _Builder:
    """Makes one expression; counts its parts."""

    def __init__(self) -> None:
        self._count = 0

    def made(self, plain: object, depth: int = 0) -> Any:  # noqa: ANN401
        self._count += 1
        if self._count > _MOST_PARTS or depth > _DEEPEST or type(plain) is not list:
            raise ValueError("no-expression")
        kind, *rest = plain
        return _KINDS[kind](self, rest, depth)

    def rational(self, rest: list[Any], _: int) -> Any:  # noqa: ANN401
        top, bottom = parts(rest, int, int)
        if bottom == 0:
            return sympy.zoo
        return sympy.Rational(top, bottom)

    def decimal(self, rest: list[Any], _: int) -> Any:  # noqa: ANN401
        sign, digits, power, bits, precision = parts(rest, int, int, int, int, int)
        if not (0 < precision < 10_000 and abs(power) < 100_000 and bits >= 0 and digits >= 0):
            raise ValueError("no-number")
        number = (sign & 1, digits, power, digits.bit_length())
        return sympy.Float._new(number, precision)

    def single(self, rest: list[Any], _: int) -> Any:  # noqa: ANN401
        return _SINGLE[parts(rest, str)[0]]

    def symbol(self, rest: list[Any], _: int) -> Any:  # noqa: ANN401
        name, assumed = parts(rest, str, dict)
        return sympy.Symbol(name, **_assumptions(assumed))

    def dummy(self, rest: list[Any], _: int) -> Any:  # noqa: ANN401
        name, assumed, index = parts(rest, str, dict, int)
        return sympy.Dummy(name, dummy_index=index, **_assumptions(assumed))

    def function(self, rest: list[Any], depth: int) -> Any:  # noqa: ANN401
        name, inner = parts(rest, str, list)
        return sympy.Function(name)(*(self.made(each, depth + 1) for each in inner))

    def head(self, rest: list[Any], depth: int) -> Any:  # noqa: ANN401
        name, inner = parts(rest, str, list)
        args = [self.made(each, depth + 1) for each in inner]
        head = _HEADS[name]
        return head(*args, evaluate=False) if head in _KEEP else head(*args)


_KEEP = {each for each in _UNEVALUATED.values() if isinstance(each, type)}
_KINDS: dict[Any, Any] = {
    "rational": _Builder.rational,
    "float": _Builder.decimal,
    "single": _Builder.single,
    "symbol": _Builder.symbol,
    "dummy": _Builder.dummy,
    "function": _Builder.function,
    "head": _Builder.head,
}


def _assumptions(assumed: dict[Any, Any]) -> dict[str, Any]:
    for name, value in assumed.items():
        of_type(name, str)
        of_type(value, *_ASSUMED)
    return assumed


def _made(plain: object) -> Any:  # noqa: ANN401
    return _Builder().made(plain)


def _plain_matrix(value: Any) -> list[Any]:  # noqa: ANN401 - a matrix
    return [int(value.rows), int(value.cols), [_plain(each) for each in value.flat()]]


def _matrix(kind: Any) -> Codec:  # noqa: ANN401 - a class of matrices
    def made(plain: object) -> Any:  # noqa: ANN401
        rows, columns, items = parts(plain, int, int, list)
        if rows * columns != len(items) or rows < 0:
            raise ValueError("no-matrix")
        builder = _Builder()
        return kind(rows, columns, [builder.made(each) for each in items])

    return Codec(kind, _plain_matrix, made)


def _register_all() -> None:
    kinds = {sympy.Symbol, sympy.Dummy, sympy.Float, sympy.Rational, sympy.Integer}
    kinds |= {type(each) for each in _SINGLE.values()} | set(_HEADS.values())
    kinds |= {type(sympy.Integer(n)) for n in (0, 1, -1)} | {type(sympy.S.Half)}
    for kind in kinds:
        register(f"sympy.{kind.__name__}", Codec(kind, _plain, _made))
    register("sympy.Matrix", _matrix(sympy.MutableDenseMatrix))
    register("sympy.ImmutableMatrix", _matrix(sympy.ImmutableDenseMatrix))


_register_all()
