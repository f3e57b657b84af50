"""Spell a sentence about days and times so that the same thing is said in one way.

English and Spanish. What comes out is still a sentence of plain words (`days.plain`), no meaning.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from dialogs.days import MONTH, WEEKDAYS, any_of, plain

Rewrite: TypeAlias = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def whole(pattern: str) -> re.Pattern[str]:
    """Make a pattern over whole words, as `days.plain` spells them."""
    return re.compile(rf"(?<![^ ])(?:{pattern})(?![^ ])")


def spaced(sentence: str) -> str:
    """Give one space around each word again."""
    return f" {' '.join(sentence.split())} "


def without(sentence: str, found: re.Match[str], put: str = " ") -> str:
    """Give the sentence without what was found in it."""
    return spaced(f"{sentence[: found.start()]} {put} {sentence[found.end() :]}")


def rewritten(sentence: str, rewrites: Iterable[Rewrite]) -> str:
    """Give the sentence after all rewrites, in their order."""
    for pattern, words in rewrites:
        sentence = spaced(pattern.sub(words, sentence))
    return sentence


# -- numbers in words

SPANISH: Final = (
    *("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"),
    *("trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho", "diecinueve", "veinte"),
    *("veintiuno", "veintidos", "veintitres", "veinticuatro", "veinticinco", "veintiseis"),
    *("veintisiete", "veintiocho", "veintinueve", "treinta"),
)
ENGLISH: Final = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen"),
)
NUMBERS: Final = {
    word: number for words in (SPANISH, ENGLISH) for number, word in enumerate(words, start=2)
} | {
    "treinta y uno": 31, "cuarenta": 40, "cuarenta y cinco": 45, "cincuenta": 50, "twenty": 20,
    "thirty": 30, "forty five": 45, "couple": 2, "a couple": 2, "a couple of": 2,
}  # fmt: skip
NUMBER: Final = whole(any_of(NUMBERS))
ORDINALS: Final = {
    f"{tens}{word}": number + more
    for tens, more in (("", 0), ("vigesimo ", 20))
    for number, word in enumerate(
        ("primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "septimo", "octavo",
         "noveno"), start=1)
} | {"decimo": 10}  # fmt: skip
HOURS: Final = "|".join((*SPANISH[:11], *ENGLISH[:11]))
NUMBERED: Final[tuple[Rewrite, ...]] = (
    # before numbers are figures: “a las cinco treinta” is 5:30, “las 5 30” may be anything
    (whole(f"(?P<hour>(?:at|las?) (?:{HOURS}))(?: y)? (?P<minute>diez|quince|veinte|veinticinco"
           "|treinta|cuarenta y cinco|cuarenta|cincuenta|fifteen|twenty|thirty|forty five)"),
     r"\g<hour> y \g<minute>"),
    (whole("(?P<at>a las?|at) (?:una|one)"), r"\g<at> 1"),
    (whole(f"(?P<nth>{any_of(ORDINALS)})(?= de {MONTH} )"), lambda f: str(ORDINALS[f["nth"]])),
    (re.compile("(?<=[0-9])(?:er|ro|do|to| (?=[º°ª]))(?=[ º°ª])"), ""),
)  # fmt: skip

# -- days, and other words for the same thing

MISSPELT: Final = {
    wrong: right
    for right, wrongs in (
        ("monday", "moday munday"),
        ("tuesday", "tusday teusday"),
        ("wednesday", "wednsday wensday wednesdy wedensday"),
        ("thursday", "thrusday thurday thursdy"),
        ("friday", "firday frday"),
        ("saturday", "saterday satuday saturdy"),
        ("sunday", "sundy"),
        ("lunes", "lune"),
        ("miercoles", "miercole mircoles"),
        ("jueves", "jueve"),
        ("viernes", "vierne"),
        ("mon wed fri", "mwf"),
        ("tue thu", "tth"),
        ("by", "no later than|not later than|a mas tardar|no mas tardar"),
        ("fortnight", "fornight"),
    )
    for wrong in (wrongs.split("|") if "|" in wrongs else wrongs.split())
}
PLURALS: Final = {f"{name}s": number for name, number in WEEKDAYS.items() if not name.endswith("s")}
DAY_NAMES: Final = WEEKDAYS | PLURALS
SAME: Final[tuple[Rewrite, ...]] = (
    (whole(any_of(dict.fromkeys(MISSPELT, 0))), lambda found: MISSPELT[found[0]]),
    (whole("next day|(?:el )?(?:proximo dia|dia siguiente)"), "tomorrow"),
    (whole("(?:el )?dia despues de manana"), "pasado manana"),
    (whole("semana siguiente"), "proxima semana"),
    (whole("este proximo"), "este"),
    (whole("from now on|de ahora en adelante"), ""),
    (whole("(?:a partir de|despues de|desde) (?:hoy|ahora)"), "from today"),
)
IN_SPANISH: Final[tuple[Rewrite, ...]] = (  # where they are not March and “my”
    (re.compile("(?<= )(?<![0-9] )(?<!de )mar(?= )(?! [0-9])"), "martes"),
    (whole(f"mar(?= [0-9]{{1,2}} (?:de )?{MONTH} )"), "martes"),
    (re.compile("(?<= )mi(?= [0-9])"), "miercoles"),
)


def respelt(text: str, *, spanish: bool) -> str:
    """Give the sentence of plain words; its numbers are in figures, “Mon-Wed” is “mon thru wed”."""

    def run(found: re.Match[str]) -> str:
        both = {plain(name).strip() for name in found.groups()}
        return f"{found[1]} thru " if both <= DAY_NAMES.keys() else found[0]

    def figure(found: re.Match[str]) -> str:  # “once” is eleven in Spanish only
        return found[0] if found[0] == "once" and not spanish else str(NUMBERS[found[0]])

    text = re.sub(r"(?<=[0-9])\s*:\s*(?=[0-9]{2}\b)", ":", text).replace("@", " @ ")
    sentence = plain(re.sub(r"(\w+)\.?\s*[-–—]\s*(?=(\w+))", run, text))
    sentence = rewritten(sentence, (*(IN_SPANISH if spanish else ()), *NUMBERED))
    return rewritten(NUMBER.sub(figure, sentence), SAME)
