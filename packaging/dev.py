"""The one door to the project: `python3 packaging/dev.py COMMAND` on any machine with Python 3.11 and nothing else.

Every command first makes the machine ready, and skips what is ready already: `.venv` at the root from the hashes of
packaging/lock.txt, and on Debian the system libraries and tools that the command needs. What cannot be made ready ends
in one message that says what is missing and what to type, and exit code 1.

Decision: a `.venv` that is not exactly what the lock file and pyproject.toml describe is made anew, never mended. Its
stamp is written last, so a set-up that was killed leaves no stamp.
"""

import argparse
import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

try:
    import tomllib
except ImportError:  # new in Python 3.11; nothing above this line needs more than 3.6
    sys.exit(
        f"Ruhu needs Python 3.11 or newer; {sys.executable} is Python {sys.version.split()[0]}.\n"
        "Install Python 3.11 and type: python3.11 packaging/dev.py setup"
    )

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "lock.txt"
VENV = ROOT / ".venv"
STAMP = VENV / "ruhu-stamp"
LAPTOP = f"offscreen:configfile={ROOT / 'packaging' / 'laptop.json'}"  # a small laptop's screen, that nobody sees
WINDOWS = sys.platform == "win32"
PROGRAMS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = PROGRAMS / ("python.exe" if WINDOWS else "python")
# A file's tests stay together: what they share is made once. Files come in their own order, not the shortest last:
# among these are some whose one test takes longest.
SIDE_BY_SIDE = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")
MEMORY = Path("/dev/shm")  # noqa: S108  Linux's disk in memory
ROOM = 2 << 30  # far more than the tests hold at any one time
UV = "uv==0.13.9"  # writes the lock file; nothing else needs it

# What Qt's modules and its X11 and printing plugins link to beyond the C library, and the Debian package that holds it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
TEST_TOOLS = {"strace": "strace"}  # kills a save at a chosen system call
# The program on a display of its own, with keys and clicks.
SCREEN_TOOLS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool", "xclip": "xclip"}
BUILD_TOOLS = {"objdump": "binutils"}  # PyInstaller looks into libraries with it
if sys.base_prefix == "/usr":  # Debian keeps the library that PyInstaller freezes apart from its python3
    BUILD_TOOLS[f"libpython3.{sys.version_info.minor}.so.1.0"] = f"libpython3.{sys.version_info.minor}"


# What pip and apt-get say when the network is not there.
UNREACHED = ("Retrying (", "Temporary failure resolving", "Could not connect to", "Network is unreachable")


class Missing(Exception):
    """Something that this machine must have first: what it is, and what to type."""


def main(arguments: list[str]) -> int:
    """Run one command; its exit code, or 1 when something is missing."""
    options, rest = read(arguments)
    try:
        return COMMANDS[options.command](options, rest)
    except (Missing, OSError) as stop:
        print(f"Ruhu: {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def read(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """The options that are ours, and the arguments that the command passes on."""
    parser = argparse.ArgumentParser(prog="packaging/dev.py", description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    options = {
        name: commands.add_parser(name, help=command.__doc__, description=command.__doc__, allow_abbrev=False)
        for name, command in COMMANDS.items()
    }
    options["test"].add_argument("--long", action="store_true", help="also what takes minutes, with random seeds")
    options["faults"].add_argument("--minutes", type=float, default=10, metavar="N", help="10 by default")
    options["screenshots"].add_argument("directory", metavar="DIR", help="where the pictures go")
    known, rest = parser.parse_known_args(arguments)
    if rest and known.command not in PASSING_ON:
        options[known.command].error(f"unknown: {' '.join(rest)}")
    return known, rest


def setup(_options: argparse.Namespace, _rest: list[str]) -> int:
    """Make .venv and install what is missing; the other commands do it by themselves."""
    make_ready(QT_LIBRARIES | TEST_TOOLS)
    say(f"Ready. Type: {typed('run')}")
    return 0


def run(_options: argparse.Namespace, rest: list[str]) -> int:
    """Open the window; without a display build the demo district on the command line."""
    try:
        install(QT_LIBRARIES)
    except Missing as missing:
        if has_display():
            raise
        say(f"Only the window needs this: {missing}\n")
    make_venv()
    if has_display():
        return python("-m", "desktop", *rest)
    say(
        "This machine has no display (DISPLAY and WAYLAND_DISPLAY are not set), so no window can open.\n"
        "The demo district is built on the command line instead: an office and three teams do the whole job."
    )
    folder = Path(tempfile.mkdtemp(prefix="ruhu-")) / "demo"
    code = call(PROGRAMS / "ruhu", "demo", "--into", folder, *rest)
    say(f"\nThe command ruhu is {PROGRAMS / 'ruhu'}.")
    return code


def test(options: argparse.Namespace, rest: list[str]) -> int:
    """Run the tests; what follows goes to pytest."""
    make_ready(QT_LIBRARIES | TEST_TOOLS | (SCREEN_TOOLS if options.long else {}))
    with quick_room() as room:
        if options.long:
            return pytest("--hypothesis-profile=long", "-m", "not faults", *SIDE_BY_SIDE, *room, *rest)
        return pytest("--hypothesis-profile=test", *SIDE_BY_SIDE, *room, *rest, PYTHONHASHSEED="0")


def faults(options: argparse.Namespace, rest: list[str]) -> int:
    """Kill, fill and damage at random for some minutes; what follows goes to pytest."""
    make_ready(QT_LIBRARIES | TEST_TOOLS)
    minutes = f"{options.minutes:g}"
    return pytest("--hypothesis-profile=long", "-m", "", "tests/faults", *rest, RUHU_FAULT_MINUTES=minutes)


def check(_options: argparse.Namespace, _rest: list[str]) -> int:
    """Run ruff, pyright, the import contracts and the architecture test."""
    make_ready(QT_LIBRARIES)
    steps = {
        "ruff check": [PROGRAMS / "ruff", "check"],
        "ruff format --check": [PROGRAMS / "ruff", "format", "--check"],
        "pyright": [PROGRAMS / "pyright"],
        "lint-imports": [PROGRAMS / "lint-imports"],
        "pytest tests/test_architecture.py": [PYTHON, "-m", "pytest", "-q", "tests/test_architecture.py"],
    }
    broken: list[str] = []
    for name, command in steps.items():
        say(f"\n{name}")
        if call(*command, QT_QPA_PLATFORM="offscreen"):
            broken.append(name)
    say(f"\nBroken: {', '.join(broken)}" if broken else "\nAll kept.")
    return 1 if broken else 0


def bench(_options: argparse.Namespace, rest: list[str]) -> int:
    """Run each benchmark, print its figures and keep them in tests/benchmarks/figures.json; no figure fails."""
    make_ready({})
    benchmarks = ROOT / "tests" / "benchmarks"
    with tempfile.TemporaryDirectory() as room:
        told = Path(room) / "figures"
        codes = [python(str(each), *rest, RUHU_FIGURES=str(told)) for each in sorted(benchmarks.glob("bench_*.py"))]
        lines = told.read_text("utf-8").splitlines() if told.exists() else []
    (benchmarks / "figures.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8", newline="\n")
    return int(any(codes))


def build(_options: argparse.Namespace, _rest: list[str]) -> int:
    """Freeze the program into dist/ruhu, to be copied to a machine without Python."""
    make_ready(QT_LIBRARIES | BUILD_TOOLS)
    say("Freezing the program into dist/ruhu …")
    broken = python("-m", "PyInstaller", "--noconfirm", "--log-level=ERROR", "packaging/ruhu.spec")
    return broken or make_a_store(ROOT / "dist" / "ruhu" / "ruhu")


def make_a_store(program: Path) -> int:
    """Have a frozen program make a store and print its sheet, which needs every library that could be left out."""
    with tempfile.TemporaryDirectory() as room:
        place = Path(room)
        words = ("init", place / "area", "--area", "试用片区", "--person", "试用人", "--sheet", place / "sheet.pdf")
        return call(program, *words, RUHU_HOME=str(place / "home"), RUHU_PASSPHRASE=secrets.token_urlsafe(24))


def screenshots(options: argparse.Namespace, rest: list[str]) -> int:
    """Draw every screen into DIR, without a display."""
    make_ready(QT_LIBRARIES)
    directory = Path(options.directory).absolute()
    return python("-m", "desktop", "--screenshots", str(directory), *rest, QT_QPA_PLATFORM=LAPTOP)


def messages(_options: argparse.Namespace, rest: list[str]) -> int:
    """Renew the message catalogues in resources/locale from the source."""
    make_ready({})
    return python("packaging/messages.py", *rest)


def lock(_options: argparse.Namespace, rest: list[str]) -> int:
    """Renew packaging/lock.txt from pyproject.toml; --upgrade and the like go to uv."""
    with tempfile.TemporaryDirectory() as room:
        quietly("uv", [sys.executable, "-m", "pip", "install", "--quiet", "--target", room, UV])
        arguments = ["pip", "compile", "pyproject.toml", "--extra", "dev", "--universal", "--python-version", "3.11"]
        arguments += ["--generate-hashes", "--custom-compile-command", typed("lock"), "--quiet", "-o", str(LOCK)]
        return call(sys.executable, "-m", "uv", *arguments, *rest, PYTHONPATH=room)


COMMANDS = {
    command.__name__: command
    for command in (setup, run, test, check, bench, faults, build, screenshots, messages, lock)
}
PASSING_ON = ("run", "test", "bench", "faults", "screenshots", "messages", "lock")


def make_ready(need: dict[str, str]) -> None:
    """Install those of the libraries and tools that are missing, and make .venv."""
    install(need)
    make_venv()


def install(need: dict[str, str]) -> None:
    """Install the missing ones of these libraries and tools with apt-get, or name them."""
    lacking = {name: package for name, package in need.items() if not is_here(name)}
    if lacking and shutil.which("apt-get") and os.geteuid() == 0:
        packages = sorted(set(lacking.values()))
        say(f"Installing with apt-get: {' '.join(packages)} …")
        apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
        # An update that fails is not said: an older list may do, and where it does not, the next step tells.
        subprocess.run([*apt, "update"], check=False, capture_output=True)
        quietly("the system packages", [*apt, "install", "--yes", "--no-install-recommends", *packages])
        lacking = {name: package for name, package in lacking.items() if not is_here(name)}
    if lacking:
        raise Missing(without_packages(lacking))


def is_here(name: str) -> bool:
    """Whether this machine has a shared library (its name has `.so`) or a program; only Linux needs any."""
    if not sys.platform.startswith("linux"):
        return True
    if ".so" not in name:
        return shutil.which(name) is not None
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def without_packages(lacking: dict[str, str]) -> str:
    """Say which libraries and tools are missing, and how to get them."""
    packages = " ".join(sorted(set(lacking.values())))
    if shutil.which("apt-get"):
        return f"this machine lacks system packages. Type:\n    sudo apt-get install {packages}"
    return (
        f"this machine lacks {', '.join(lacking)}.\n"
        f"Install them with its package manager (Debian calls the packages {packages}) and try again."
    )


def make_venv() -> None:
    """Make .venv, unless it is already what the lock file and pyproject.toml describe."""
    wanted = fingerprint()
    if PYTHON.exists() and STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    absent = [module for module in ("venv", "ensurepip") if importlib.util.find_spec(module) is None]
    if absent:
        raise Missing(without_venv(absent))
    for place in (ROOT, VENV):
        if place.exists() and not os.access(place, os.W_OK):
            raise Missing(
                f"{place} is not yours to write. Copy the project to a folder of your own and set it up there."
            )
    say("Making .venv (once; it downloads about 230 MB) …")
    quietly("Python into .venv", [sys.executable, "-m", "venv", "--clear", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]
    quietly("the packages of packaging/lock.txt", [*pip, "--only-binary=:all:", "--require-hashes", "-r", str(LOCK)])
    quietly("the command ruhu", [*pip, "--no-build-isolation", "--editable", str(ROOT)])
    STAMP.write_text(wanted, encoding="utf-8")


def fingerprint() -> str:
    """What .venv is made from: the lock file, what pyproject.toml says to install, this Python, and the place."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    installed = [project["build-system"], project["project"], project["tool"]["setuptools"]]
    made_from = json.dumps([installed, sys.version_info[:2], str(VENV)])
    return hashlib.sha256(LOCK.read_bytes() + made_from.encode()).hexdigest()


def without_venv(absent: list[str]) -> str:
    """Say that this Python lacks venv or pip, and how to get them."""
    package = f"python3.{sys.version_info.minor}-venv"
    remedy = f"Type: sudo apt-get install {package}" if shutil.which("apt-get") else "Install a complete Python 3.11."
    return f"{sys.executable} lacks {' and '.join(absent)}, needed to make the folder .venv. {remedy}"


def has_display() -> bool:
    """Whether a window can open; Windows and macOS always have a display."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def quietly(what: str, command: list[str]) -> None:
    """Run a step of the set-up; only a failure shows what it said."""
    step = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if step.returncode:
        raise Missing(failed(what, step.stdout))


def failed(what: str, said: str) -> str:
    """Say that a step of the set-up failed, with the last words of the program that failed."""
    lines = [f"    {line}" for line in said.strip().splitlines()]
    if any(sign in said for sign in UNREACHED):
        return f"the network was not reached to install {what}. Connect this machine and try again.\n" + lines[-1]
    return "\n".join([f"could not install {what}:", *lines[-5:]])


def call(*command: str | Path, **environment: str) -> int:
    """Run a program at the root of the project; its exit code."""
    return subprocess.call([str(word) for word in command], cwd=ROOT, env={**os.environ, **environment})


def python(*arguments: str, **environment: str) -> int:
    """Run the Python of .venv; its exit code."""
    return call(PYTHON, *arguments, **environment)


def pytest(*arguments: str, **environment: str) -> int:
    """Run pytest without a display; its exit code.

    What Python compiles is kept, whatever the environment says: the tests start the program again and again.
    """
    return python("-m", "pytest", *arguments, QT_QPA_PLATFORM="offscreen", PYTHONDONTWRITEBYTECODE="", **environment)


@contextlib.contextmanager
def quick_room() -> Generator[list[str]]:
    """What tells pytest to keep the stores of tests in memory, where that has room: saves wait for no disk there.

    `faults` stays on the disk. What is of a test that passed is thrown away at once.
    """
    if not has_room(MEMORY):
        yield []
        return
    with tempfile.TemporaryDirectory(prefix="ruhu-tests-", dir=MEMORY) as room:
        yield [f"--basetemp={room}/tests", "-o", "tmp_path_retention_policy=failed"]


def has_room(memory: Path) -> bool:
    """Whether this is a disk that takes what tests write, and programs that they start."""
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        return False
    disk = os.statvfs(memory)
    return disk.f_bavail * disk.f_frsize >= ROOM and not disk.f_flag & os.ST_NOEXEC


def typed(command: str) -> str:
    """A command of this file as it is typed."""
    return f"{'python' if WINDOWS else 'python3'} packaging/dev.py {command}"


def say(words: str) -> None:
    """Tell what happens now."""
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
