"""Attacks on IPython, which runs the cells."""

from tests.attacks.submissions.answers import wrong
from tests.attacks.submissions.attack import Attack

_AST = """
import ast
class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
    def visit_Compare(self, node):
        return ast.copy_location(ast.Constant(True), node)
get_ipython().ast_transformers.append(NoAsserts())
"""
_INPUT = """
get_ipython().input_transformers_post.append(lambda lines: ["2\\n"])
get_ipython().input_transformers_cleanup.append(lambda lines: ["2\\n"])
"""
_RUN_CELL = """
shell = get_ipython()
type(shell).run_cell = lambda self, *_, **__: None
type(shell).run_cell_async = lambda self, *_, **__: None
shell.run_cell = lambda *_, **__: None
"""
_EVENT = """
def before(info):
    if "expected" in info.raw_cell:
        get_ipython().user_ns["add"] = lambda a, b: a + b
        info.raw_cell = "2"
get_ipython().events.register("pre_run_cell", before)
get_ipython().events.register("post_run_cell", lambda result: setattr(result, "result", 2))
"""
_CUSTOM = """
get_ipython().set_custom_exc((BaseException,), lambda *_, **__: None)
"""
_TRACEBACK = """
shell = get_ipython()
for name in ("showtraceback", "_showtraceback", "showsyntaxerror"):
    setattr(shell, name, lambda *_, **__: None)
    setattr(type(shell), name, lambda *_, **__: None)
"""
_NAMESPACE = """
class Namespace(dict):
    def __getitem__(self, name):
        return 2
get_ipython().user_ns = Namespace(get_ipython().user_ns)
get_ipython().user_ns.update(points=3, error=0.0, expected=0, difference=0)
get_ipython().user_module.__dict__.update(points=3, error=0.0)
"""
_DISPLAY = """
import builtins
def display(*_, **__):
    return 2
builtins.display = display
get_ipython().display_pub.publish = lambda *_, **__: None
"""
_INTERACTIVITY = """
%config InteractiveShell.ast_node_interactivity = "all"
2
"""
_COMPILE = """
import builtins, sys
builtins.compile = lambda *_, **__: (lambda: None).__code__
get_ipython().compile.flags |= 0
type(get_ipython().compile).__call__ = lambda *_, **__: (lambda: None).__code__
"""
_MAGIC = """
from IPython.core.magic import register_cell_magic, register_line_magic
@register_line_magic
def matplotlib(line):
    return 2
get_ipython().run_line_magic("reset", "-f")
get_ipython().run_line_magic("xmode", "Minimal")
"""
_CODE_TO_RUN = """
shell = get_ipython()
async def run_code(*_, **__):
    return False
shell.run_code = type(shell).run_code = run_code
"""

MACHINERY = (
    Attack("ast-transformer", "drop asserts from the cells that follow", wrong(_AST)),
    Attack("input-transformer", "turn the cells that follow into a number", wrong(_INPUT)),
    Attack("run-cell", "replace run_cell", wrong(_RUN_CELL)),
    Attack("cell-events", "look at each cell before it runs", wrong(_EVENT)),
    Attack("custom-exception-handler", "swallow exceptions", wrong(_CUSTOM)),
    Attack("no-tracebacks", "replace what shows exceptions", wrong(_TRACEBACK)),
    Attack("user-namespace", "replace the namespace", wrong(_NAMESPACE)),
    Attack("display", "redefine display", wrong(_DISPLAY)),
    Attack("interactivity", "show each expression of a cell", wrong(_INTERACTIVITY)),
    Attack("compiler", "compile the cells that follow to nothing", wrong(_COMPILE)),
    Attack("magics", "redefine magics", wrong(_MAGIC)),
    Attack("run-code", "replace run_code", wrong(_CODE_TO_RUN)),
)
