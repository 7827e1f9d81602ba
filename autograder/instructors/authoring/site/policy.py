"""What a page of the site may ask and run: a content security policy, as no host sets headers."""

import base64
import hashlib
import re
from pathlib import Path

_OWN = "'self'"
# What is allowed, by directive: docs/site.md has the reason of each exception.
DIRECTIVES: dict[str, tuple[str, ...]] = {
    "default-src": (_OWN,),
    # Python is WebAssembly; JupyterLab compiles the schemas of its settings with Function.
    "script-src": (_OWN, "'wasm-unsafe-eval'", "'unsafe-eval'"),
    # Python runs in a worker, which JupyterLite may start from a blob.
    "worker-src": (_OWN, "blob:"),
    # JupyterLab, and what a cell shows, set styles on elements.
    "style-src": (_OWN, "'unsafe-inline'"),
    # Pictures that a cell draws come as data, and so do icons in styles.
    "img-src": (_OWN, "data:", "blob:"),
    "font-src": (_OWN, "data:"),
    # Files are opened, and saved, from memory.
    "connect-src": (_OWN, "data:", "blob:"),
    "object-src": ("'none'",),
    "base-uri": (_OWN,),
    "form-action": ("'none'",),
}
# Where JupyterLite looks that isn't told, and Pyodide under Node.
_DEFAULT_HOST = re.compile(rb"https://cdn\.jsdelivr\.net/pyodide/[^\"'`\s]*/full/")
_OWN_PYTHON = b"./static/pyodide/"
_TEXTS = (".js", ".mjs", ".json")
_ASKS = ("script-src", "connect-src")
_SCRIPT = re.compile(r"<script(?P<tag>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
_HEAD = re.compile(r"<head[^>]*>")


def protect(folder: Path, host: str = "") -> None:
    """Put the policy into each page of a folder; `host` is one that may be asked besides."""
    for path in sorted(folder.rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        path.write_text(with_policy(page, host), encoding="utf-8")


def forget_default_host(folder: Path) -> None:
    """Let no file name the host that Python comes from by default: it lies in the folder.

    The policy of a page doesn't bind the worker that Python runs in.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _TEXTS:
            before = path.read_bytes()
            after = _DEFAULT_HOST.sub(_OWN_PYTHON, before)
            if after != before:
                path.write_bytes(after)


def with_policy(page: str, host: str = "") -> str:
    """Return a page with its policy as the first thing in its head."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(page, host)}" />'
    return _HEAD.sub(lambda head: f"{head[0]}\n    {meta}", page, count=1)


def policy(page: str, host: str = "") -> str:
    """Return the policy of a page: scripts that stand in it are allowed by their hashes."""
    inline = " ".join(f"'sha256-{_hash(code)}'" for code in _inline(page))
    more = {"script-src": inline}
    said = []
    for name, allowed in DIRECTIVES.items():
        asked = f"https://{host}" if host and name in _ASKS else ""
        said.append(" ".join(filter(None, (name, *allowed, more.get(name), asked))))
    return "; ".join(said)


def _inline(page: str) -> list[str]:
    found = _SCRIPT.finditer(page)
    return [each["code"] for each in found if "src=" not in each["tag"] and _runs(each["tag"])]


def _runs(tag: str) -> bool:
    """Return whether a script's tag is of code, not of data."""
    return "application/json" not in tag


def _hash(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
