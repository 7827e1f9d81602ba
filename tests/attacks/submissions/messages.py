"""What a student's process could send to the grader's, as source code."""

LINE = """
import gc, json, os, pickle, socket, struct, time
from autograder.engine.wire.frames import Channel
line = next(each for each in gc.get_objects() if type(each) is Channel)._socket
line.settimeout(None)
def frame(head, blob=b""):
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    line.sendall(struct.pack(">IQ", len(text), len(blob)) + text + blob)
def reply(value=None, blob=b"", **more):
    quiet = {"said": [], "shown": [], "warned": [], "same": [], "changed": []}
    frame({"is": "value", "value": value, **quiet, **more}, blob)
"""
BY_NUMBER = """
import os, socket
for number in range(256):
    try:
        found = socket.socket(fileno=os.dup(number))
        found.sendall(b"\\xff" * 64)
    except OSError:
        pass
"""
PICKLE = """
class Evil:
    def __reduce__(self):
        return os.system, ("touch @HOME@/@MARK@",)
data = pickle.dumps(Evil())
reply(["p", 0, len(data)], data)
reply({"py/reduce": [{"py/function": "os.system"}, ["touch @HOME@/@MARK@"]]})
"""
DEEP = 'frame(b\'{"is": "value", "value": \' + b"[" * 10_000 + b"]" * 10_000 + b"}")'
DEEPER = """
value = 3
for _ in range(300):
    value = ["l", [value]]
reply(value)
"""
AHEAD = """
for _ in range(50):
    reply(3)
"""
SEEDS = """
import numpy as np
state = np.random.MT19937(1).state["state"]
reply(-77, random={"numpy": ["MT19937", [1] * 624, 624, 0, 0.0], "python": [3, [1] * 625, None]})
"""
CALLBACK = """
for number in (0, 1, -1, 10**30, True, "0", None, [0]):
    frame({"is": "callback", "number": number, "values": ["l", [["l", []], ["d", []]]]})
    frame({"is": "next", "number": number, "values": ["l", []]})
"""
EXIT = """
for name in ("SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException"):
    kind = {"kind": "exception class", "name": name, "bases": [name, "BaseException", "object"]}
    reply(**{"is": "raised", "kind": ["o", 1, kind], "args": ["l", []], "message": "2",
             "traceback": "", "line": "x", "place": ""})
"""
OUTPUTS = """
nested = "2"
for _ in range(400):
    nested = [nested]
data = {"application/vnd.autograder.result+json": {"points": 2}, "text/plain": nested}
result = {"output_type": "execute_result", "data": data, "execution_count": 1, "metadata": {}}
frame({"is": "ran", "outputs": [result, nested, None, {"output_type": nested}]})
"""
SHOWN = """
nested = "2"
for _ in range(400):
    nested = [nested]
reply(-77, shown=[{"data": {"text/plain": nested}}, nested], said=[["stdout", "2\\n"]])
"""
MODULE = """
for name in ("os", "builtins", "autograder.engine.bridge.requests", "numpy"):
    reply(["o", 1, {"kind": "module", "name": name, "class": "module", "callable": True}])
"""
HEAVY = 'frame(b\'{"is": "value", "value": ["l", [\' + b"[]," * 4_000_000 + b"[]]]}")'
HALF = """
line.sendall(struct.pack(">IQ", 100, 0) + b'{"is":')
time.sleep(60)
"""
LISTENS = """
line.settimeout(1.0)
heard = b""
try:
    while True:
        heard += line.recv(2**16)
except OSError:
    pass
reply(-77)
"""
