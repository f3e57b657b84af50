"""The one arrow: bot knows dialogs and storage, and neither knows bot or the other."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAY_IMPORT = {
    "dialogs": {"dialogs", "babel", "dateparser", "holidays"},
    "storage": {"storage", "sqlmodel", "sqlalchemy", "alembic", "xlsxwriter"},
}
ONLY_BOT = {"telegram", "apscheduler", "starlette", "uvicorn", "aiohttp"}
MODULES = [
    path.relative_to(ROOT) for name in MAY_IMPORT for path in sorted(ROOT.glob(f"{name}/**/*.py"))
]


def imports(module: Path) -> Iterator[tuple[str, int]]:
    """The top-level names a module imports, anywhere in it, and on which line."""
    for node in ast.walk(ast.parse((ROOT / module).read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.split(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}:{node.lineno} imports relatively"
            yield (node.module or "").split(".")[0], node.lineno


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_imports_what_its_package_may(module: Path) -> None:
    """What is said and what is kept know nothing of Telegram, of each other, or of bot."""
    allowed = MAY_IMPORT[module.parts[0]] | sys.stdlib_module_names

    assert [
        f"{module}:{line} {name}" for name, line in imports(module) if name not in allowed
    ] == []


def test_the_packages_below_are_read_whole() -> None:
    """The test reads real modules, and none of what is bot's alone slipped in as allowed."""
    assert len(MODULES) > 20
    assert not ONLY_BOT & set().union(*MAY_IMPORT.values())
    assert not ONLY_BOT & sys.stdlib_module_names
