"""The rules of the house that import-linter and ruff cannot say; the others are in pyproject.toml."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
DESKTOP = ROOT / "desktop"
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(DESKTOP.rglob("*.py"))}

TOP_LEVEL = {"pyproject.toml", "desktop", "resources", "forms", "tests", "packaging", "README.md", "LICENSE"}
MADE_BY_TOOLS = {"build", "dist", "ruhu.egg-info"}
ROLES = {"base", "common", "core", "handler", "helper", "impl", "info", "manager", "misc", "processor", "util", "utils"}
ROLE_FOLDERS = ROLES | {"controllers", "helpers", "models", "services", "views"}
MAY_CATCH_ALL = {
    DESKTOP / "ui" / "jobs.py",  # a job's bug, whatever it is, is carried to the window
    DESKTOP / "ui" / "unforeseen.py",  # a bug while another one is told goes to the log as well
}
NEEDS_QT = {"__main__", "app", "ui"}

Node = TypeVar("Node", bound=ast.AST)


def every(*kinds: type[Node]) -> Iterator[tuple[Path, Node]]:
    """All nodes of some kinds in desktop/, each with its file."""
    return ((path, node) for path, tree in TREES.items() for node in ast.walk(tree) if isinstance(node, kinds))


def at(path: Path, node: ast.stmt | ast.expr | ast.excepthandler) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def imported(node: ast.AST) -> list[str]:
    """The modules that a statement imports, a relative one with its dots."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    return []


def words(name: str) -> list[str]:
    """The words of a CamelCase or snake_case name, in lower case."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def test_the_top_level_is_fixed() -> None:
    known = TOP_LEVEL | MADE_BY_TOOLS
    strays = [path.name for path in ROOT.iterdir() if path.name not in known and not path.name.startswith(".")]
    assert not strays, "the top level holds only the names of the README's map"


def test_every_module_opens_with_a_docstring() -> None:
    silent = [str(path.relative_to(ROOT)) for path, tree in TREES.items() if not ast.get_docstring(tree)]
    assert not silent, "say what the module is, its promise, the one decision it hides"


def test_no_state_is_global() -> None:
    found = [at(path, node) for path, node in every(ast.Global)]
    assert not found, "pass state in through a constructor"


def test_our_own_modules_are_imported_at_the_top() -> None:
    found = [
        at(path, node)
        for path, function in every(ast.FunctionDef, ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(name.startswith((".", "desktop")) for name in imported(node))
    ]
    assert not found, "a lazy import of our own hides a cycle; only heavy third-party libraries may be imported late"


def test_no_error_is_swallowed_that_is_not_named() -> None:
    caught = [
        (path, node, [node.type] if node.type else [])
        for path, node in every(ast.ExceptHandler)
        if not raises_it_again(node)
    ]
    suppressed = [
        (path, node, node.args)
        for path, node in every(ast.Call)
        if "suppress" in (getattr(node.func, "id", ""), getattr(node.func, "attr", ""))
    ]
    found = [
        at(path, node)
        for path, node, kinds in caught + suppressed
        if path not in MAY_CATCH_ALL
        if not kinds or {"Exception", "BaseException"} & {name for kind in kinds for name in names_in(kind)}
    ]
    assert not found, "catch what can be answered here by its name; the rest is a bug and goes to the log"


def raises_it_again(handler: ast.ExceptHandler) -> bool:
    """Whether a handler ends with a bare `raise`: it undoes something and swallows nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def names_in(expression: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}


def test_nothing_is_left_to_do() -> None:
    promise = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [str(path.relative_to(ROOT)) for path in TREES if promise.search(path.read_text(encoding="utf-8"))]
    assert not found, "main holds what is done; what is not is an issue"


def test_names_are_of_the_field_and_not_of_programming() -> None:
    found = [f"{at(path, node)} {node.name}" for path, node in every(ast.ClassDef) if tells_a_role(node.name)]
    found += [str(path.relative_to(ROOT)) for path in TREES if ROLES & set(words(path.stem))]
    assert not found, "name the thing with the field's word"


def tells_a_role(name: str) -> bool:
    """Whether a class is named for its role in the program; `Service` alone is the record of a 送达."""
    *before, last = words(name)
    return bool((ROLES | {"data"}) & {*before, last}) or (last == "service" and bool(before))


def test_folders_are_rooms_and_not_roles() -> None:
    folders = [path for place in ("desktop", "tests") for path in (ROOT / place).rglob("*") if path.is_dir()]
    found = [str(folder.relative_to(ROOT)) for folder in folders if folder.name in ROLE_FOLDERS]
    assert not found, "a folder is a room of the README's map"


def test_the_domain_needs_only_the_standard_library() -> None:
    found = [
        f"{at(path, node)} {name}"
        for path, node in every(ast.stmt)
        if path.is_relative_to(DESKTOP / "domain")
        for name in imported(node)
        if name.partition(".")[0] not in {"", "desktop", *sys.stdlib_module_names}
    ]
    assert not found, "what is true does not depend on a library"


def test_everything_below_the_window_is_imported_without_qt() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in TREES
        if path.relative_to(DESKTOP).with_suffix("").parts[0] not in NEEDS_QT
    ]
    without_qt = "import sys; sys.modules.update(PySide6=None, shiboken6=None); import importlib as i\n"
    each = "for name in sys.argv[1:]: i.import_module(name)"
    child = subprocess.run(
        [sys.executable, "-c", without_qt + each, *modules], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert child.returncode == 0, child.stderr


def test_the_window_starts_without_what_only_later_pages_need() -> None:
    ran = "[name for name, module in sys.modules.items() if type(module) is ModuleType]"
    code = f"import sys; from types import ModuleType; import desktop.app; print(*{ran})"
    loaded = set(output_of(code).split())
    postponed = {f"desktop.ui.{name}" for name in output_of("import desktop.ui; print(*desktop.ui.POSTPONED)").split()}
    assert loaded.isdisjoint(postponed), "a page that is postponed is imported as a module, and asked when it is made"
    rooms = {name.split(".")[1] for name in loaded if name.startswith("desktop.")}
    assert rooms.isdisjoint({"exchange", "policy", "sheets"}), "no page that is seen first needs these rooms"


def test_what_the_window_loads_later_is_there() -> None:
    code = "from importlib import import_module; from desktop.app import LATER; print(*map(import_module, LATER))"
    assert output_of(code)


def output_of(code: str) -> str:
    """What our own Python prints, with no screen."""
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    child = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, env=offscreen
    )
    return child.stdout


def test_no_two_files_of_tests_have_one_name() -> None:
    names = [file.name for file in (ROOT / "tests").rglob("*.py") if file.name != "conftest.py"]
    assert sorted({name for name in names if names.count(name) > 1}) == [], "pytest imports them by their names alone"
