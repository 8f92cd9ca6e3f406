"""The packs that lie in the tree: the demo area's, and those of the published schemes, each loaded once."""

from functools import cache
from pathlib import Path

from desktop.policy import facts, proofing, reading
from desktop.policy.calculation import Calculation, calculate
from desktop.policy.engine import Engine, compile_pack
from desktop.policy.facts import Facts
from desktop.policy.tree import Proofed

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {"demo": ROOT / "resources" / "packs" / "demo"} | {
    path.parent.name: path.parent for path in sorted(ROOT.glob("tests/cases/*/items.csv"))
}


@cache
def proofed(name: str) -> Proofed:
    pack, flaws = reading.load(FOLDERS[name])
    assert pack
    assert not [flaw for flaw in flaws if flaw.level == "error"]
    typed, _ = proofing.proof(pack)
    assert typed
    return typed


@cache
def engine(name: str) -> Engine:
    return compile_pack(proofed(name))


@cache
def households(name: str) -> tuple[Facts, ...]:
    """Give the facts of a pack's examples, in its order."""
    pack = proofed(name).pack
    return tuple(facts.read(pack, facts.of_cells(pack, example.inputs)) for example in pack.examples)


def calculation(name: str, example: int = 0) -> Calculation:
    return calculate(proofed(name), engine(name), households(name)[example])
