"""A result (a mark, a rank) is told from something to learn, by phrases and not by words."""

import pytest

from dialogs.marks import MARK


@pytest.mark.parametrize(
    "aim",
    [
        "raise my chemistry grade",
        "get better grades in science",
        "keep my grades up",
        "make an A- in English this term",
        "I want to earn a B",
        "get 90% on the final exam",
        "get 95 percent",
        "straight As",
        "straight as",
        "get As",
        "an A",
        "A+",
        "an a in math",
        "100%",
        "get 100 on my test",
        "get a 100 on my spelling test",
        "pasar matemáticas",
        "have a really good mark in history",
        "full marks",
        "win extra points",
        "pass my driving test",
        "pass maths",
        "ace the quiz",
        "the top of my class",
        "be the best in the school",
        "get first place",
        "improve my GPA",
        "subir mi promedio",
        "sacar un 10 en mates",
        "quiero sacar una A",
        "mejorar mis notas",
        "mejores calificaciones",
        "un 80 % en el examen",
        "pasar el examen de inglés",
        "aprobar lengua",
        "pasar de año",
        "ser la mejor de la clase",
        "ganar el primer lugar",
    ],
)
def test_a_result(aim: str) -> None:
    """What is asked further: it says what comes out, not what one would be able to do."""
    assert MARK.search(aim)


@pytest.mark.parametrize(
    "aim",
    [
        "pass the ball better",
        "pass a note without looking",
        "plot points on a graph",
        "plot more points on a graph",
        "make three points in my essay",
        "get my point across",
        "use question marks",
        "get better at speech marks",
        "make marks with charcoal",
        "score a goal in soccer",
        "read a musical score",
        "find 20% of a number",
        "get 20% of a number in my head",
        "write at grade level",
        "have fun with first grade kids",
        "play grade 5 pieces on the piano",
        "make a C major chord",
        "make an A-frame tent",
        "get as fast as Ana",
        "keep a line straight as an arrow",
        "sing it all as one voice",
        "get 100 books read",
        "read 100 pages on my own",
        "count to 100 in a minute",
        "a b c in French",
        "pasar matemáticas a mis palabras",
        "do my best in the play",
        "check my work in the first place",
        "tomar notas en clase",
        "tomar mejores notas en clase",
        "leer notas musicales",
        "escribir una nota a mi abuela",
        "pasar el balón mejor",
        "pasar de fracciones a decimales",
        "poner puntos y comas",
        "sacar el promedio de cinco números",
        "sacar 10 fotos",
        "subir la voz al hablar",
        "explicar la mejor de mis ideas",
    ],
)
def test_something_to_learn(aim: str) -> None:
    """What is left as it is, whatever words it holds."""
    assert not MARK.search(aim)
