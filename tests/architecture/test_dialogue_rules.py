"""The rules for authors of dialogues that a reader of the code can check."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "dialogs").glob("*.py"))
IMPURE = {"random", "secrets", "uuid", "os", "time", "socket", "threading", "asyncio", "logging"}
CLOCKS = {"now", "utcnow", "today"}
STEMS = {module.stem for module in MODULES}


def tree(module: Path) -> ast.Module:
    """The module as parsed."""
    return ast.parse(module.read_text())


def is_dialogue(function: ast.FunctionDef) -> bool:
    """Say whether a function gives a generator to go through with `yield from`."""
    given = ast.unparse(function.returns) if function.returns else ""
    return given.startswith(("Dialogue[", "Generator["))


DIALOGUES = {
    node.name
    for module in MODULES
    for node in ast.walk(tree(module))
    if isinstance(node, ast.FunctionDef) and is_dialogue(node)
}


def called(node: ast.AST) -> str:
    """The name of what is called; empty where this is no call."""
    match node:
        case ast.Call(func=ast.Name(name)):
            return name
        case ast.Call(func=ast.Attribute(value=ast.Name(module), attr=name)) if module in STEMS:
            return name
    return ""


def lost_calls(code: ast.AST) -> list[str]:
    """Calls of dialogue functions that nobody goes through; such a call says and asks nothing."""
    gone_through = {id(node.value) for node in ast.walk(code) if isinstance(node, ast.YieldFrom)}
    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(code)
        if isinstance(node, ast.Call) and called(node) in DIALOGUES and id(node) not in gone_through
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_every_call_stands_under_yield_from(module: Path) -> None:
    """A question that is asked without `yield from` is silently not asked."""
    assert lost_calls(tree(module)) == []


@pytest.mark.parametrize(
    ("code", "lost"),
    [
        ("ask(AIM)", 1),
        ("aim = ask(AIM)", 1),
        ("yield ask(AIM)", 1),
        ("x = [ask(AIM) for AIM in AIMS]", 1),
        ("engine.say(HELLO)", 1),
        ("aim = yield from ask(AIM)", 0),
        ("if (yield from ask(AIM)) == 'no': yield from say(BYE)", 0),
    ],
)
def test_a_lost_call_is_found(code: str, lost: int) -> None:
    """The rule above finds the ways to forget it."""
    assert {"ask", "say", "about_me", "choose_language"} <= DIALOGUES
    assert len(lost_calls(ast.parse(f"def f():\n    {code}"))) == lost


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_no_clock_and_no_chance(module: Path) -> None:
    """A dialogue runs again at each turn: it may not depend on when, or on luck."""
    found = []
    for node in ast.walk(tree(module)):
        match node:
            case ast.Import(names) if {alias.name.split(".")[0] for alias in names} & IMPURE:
                found.append(ast.unparse(node))
            case ast.ImportFrom(module=str(name)) if name.split(".")[0] in IMPURE:
                found.append(ast.unparse(node))
            case ast.Attribute(attr=attr) if attr in CLOCKS:
                found.append(ast.unparse(node))

    # The one clock a question may read is the person's, handed to it.
    allowed = {"context.now", "context.today", "self.now", "facts.today", "said.today"}
    assert [line for line in found if line not in allowed] == []
