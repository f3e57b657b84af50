"""Tell an aim that names a result (a mark, a rank) from one that names something to learn.

Only phrases that mean a result are found, in English and Spanish: “get an A”, “sacar un 10”. A word
alone is none: one can plot points, use question marks, pass a ball and take notes (“notas”).
Where it errs, a student is asked once more and can keep their own words.
"""

from __future__ import annotations

import re

_GET = r"(?:get(?:ting)?|earn|have|make|reach|achieve|raise|improve|boost|bring\s+up|keep)"
_SUCH = r"(?:\s+(?:an?|the|my|all|very|really|good|better|best|great|high|higher|top|full|more))"
_IN = (
    r"(?!(?:question|quotation|quote|speech|exclamation|punctuation|accent|tally|check|tick"
    r"|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b)[a-z]+"
)
"""One more word, as in “my chemistry grade”; question marks and a first grade are no results."""
_TEST = r"(?:tests?|exams?|quiz(?:zes)?|finals?|midterms?|class|course|subject|grade|year)\b"
_END = r"(?=\s*(?:$|[.,;!?)]))"

_TAL = r"(?:\s+(?:una?|las?|mis?|muy|m[aá]s|buen[ao]?s?|mejor(?:es)?|altas?|excelentes?))"
_NOTA = r"\s+(?:notas?|calificaci[oó]n(?:es)?|promedio|puntajes?|puntos)\b"
_EXAMEN = r"(?:ex[aá]men(?:es)?|pruebas?|tests?|materias?|asignaturas?|curso|año|grado)\b"

MARK = re.compile(
    rf"""
    # get better grades, raise my chemistry grade; never to make marks or to read a score
    \b{_GET}{_SUCH}+(?:\s+{_IN})?\s+(?:grades?|marks?|scores?)\b(?!-|\s+(?:\d|level|book|making))
    | \bget\s+(?:{_IN}\s+)?(?:grades|marks)\b
    | \b(?:better|good|best|high(?:er|est)?|top|full|passing)\s+(?:grades?|marks|scores?)\b
    # get an A, make a B+ in maths, straight A's
    | \b{_GET}{_SUCH}\s+[a-d](?:[+-]|\s+(?:plus|minus))?
        (?:{_END}|\s+(?:in|on|for|average|or|this|next)\b)
    | \b(?:straight|all|mostly|only|{_GET})\s+(?:[ab]['’]s|(?-i:[AB]s))\b | \bstraight\s+as{_END}
    # an A, A+, an A in maths
    | ^\W*(?:an?\s+)?[a-d](?:[+-]|\s+(?:plus|minus))?\s*$ | ^\W*an?\s+[a-d][+-]?\s+(?:in|on)\b
    # get 90%, 80% on my quiz; never 20% of a number
    | \b(?:{_GET}|score){_SUCH}*\s+\d+\s*(?:%|percent\b)(?!\s*off?\b)
    | \d+\s*(?:%|percent)\s+(?:on|in|for)\s+(?:my|the|this|every|each|an?)(?:\s+\w+)?\s+{_TEST}
    | ^\W*\d+\s*(?:%|percent)\s*$
    | \b(?:{_GET}|score){_SUCH}*\s+\d+\s+(?:on|in|for)\s+(?:my|the|this|every|each|an?)
        (?:\s+\w+)?\s+{_TEST}
    # more points, win extra points
    | (?:^\W*|\b(?:get|earn|win)\s+)(?:more|extra|bonus)\s+points\b
    # pass the test, ace my driving exam; never a ball or a note
    | \b(?:pass(?:ing)?|ace)\s+(?:(?:my|the|this|our|next|every|all|an?|of)\s+)*(?:\w+\s+)?{_TEST}
    | ^\W*pass(?:\s+(?:maths?|science|english|history|spanish|algebra))?\W*$
    # top of the class, be the best in the school, first place
    | \btop\s+of\s+(?:the|my|our)\s+(?:class|year|grade|school)\b
    | \bbe(?:come)?\s+(?:the\s+)?best\s+(?:in|of)\b
    | \b(?:win|get|take)\s+(?:first|1st)\s+place\b | \bgpa\b | \bhonou?r\s+roll\b

    # sacar buena nota, mejorar mis notas, mejores notas; never to take or to play notes
    | \b(?:sac\w+|saqu\w+|subir?){_TAL}*{_NOTA}
    | \b(?:mejor[ao]\w*|tener|tenga|obtener|conseguir|lograr|ganar){_TAL}+{_NOTA}
    | ^\W*(?:buen[ao]s?|mejor(?:es)?|altas?|m[aá]s){_NOTA}
    # sacar un 10, un 80 % en el examen; never ten photos
    | \b(?:sac\w+|saqu\w+)\s+(?:una?\s+)?(?:\d+(?:[.,]\d+)?|[a-d][+-]?|diez|sobresaliente)
        (?:{_END}|\s+en\b)
    | \d+\s*%\s+en\s+(?:el|la|mi|los|las)\s+(?:\w+\s+)?{_EXAMEN}
    # aprobar, pasar el examen, pasar de año; never a ball or a text
    | \baprobar\b | \bpasar\s+de\s+(?:año|curso|grado)\b
    | \bpasar\s+(?:el|la|los|las|mi|mis|este|esta)\s+(?:\w+\s+)?{_EXAMEN}
    | \bpasar\s+(?:matem[aá]ticas|mates|[aá]lgebra|ingl[eé]s|ciencias|historia|lengua|espa[nñ]ol
        |f[ií]sica|qu[ií]mica|biolog[ií]a)\b(?!\s+al?\b)
    # ser la mejor de la clase, primer lugar
    | (?:^\W*|\bser\s+)(?:el|la)\s+mejor\s+(?:de|en)\b
    | (?:^\W*|\b(?:ganar|sacar|obtener|quedar\s+en)\s+)(?:el\s+)?primer\s+(?:lugar|puesto)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
