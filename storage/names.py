"""Names in the order in which people look for them."""

from __future__ import annotations

import unicodedata
from typing import Any

N_TILDE = "n\u0303"
AFTER_N = "n\uffff"


def by_name(one: Any) -> tuple[str, int]:
    """By what things with a name and an id are sorted: Ángel beside Angel, ñ after n, case ignored.

    A database's own order knows neither, and each has another.
    """
    spelled = unicodedata.normalize("NFD", one.name.casefold()).replace(N_TILDE, AFTER_N)
    return "".join(c for c in spelled if not unicodedata.combining(c)), one.id
