"""A teacher sets up a class, conversation by conversation."""

from dataclasses import replace

from talk import Talk

from dialogs.begin_class import ClassBegun, Facts, begin_class
from dialogs.words import Language, language

ENGLISH = language("en")
NEW = Facts("Ana", (ENGLISH,))
KNOWN = replace(
    NEW, name="Ms Rivera", school="Lakeside School", zone="Europe/Madrid", language="en"
)
BEGUN = ClassBegun("Ms Rivera", "Lakeside School", "America/Chicago", "en", "7B Maths")


def at_the_card() -> Talk:
    """A new teacher who answered everything."""
    talk = Talk(begin_class, NEW).say("Ms Rivera").say("Lakeside School")
    return talk.tap("Chicago").say("7B Maths")


def test_a_new_teacher() -> None:
    """Four questions and a card, then there is a class."""
    talk = Talk(begin_class, NEW)
    assert talk.said[0].startswith("Welcome to Waymark!")
    assert talk.question == "What do your students call you? For example “Ms Rivera”."
    assert talk.options == ["Ana"]

    talk = at_the_card()
    assert talk.question.splitlines() == [
        "Here is your class. Does it look right?",
        "",
        "Name: Ms Rivera",
        "School: Lakeside School",
        "Time: America/Chicago",
        "Class: 7B Maths",
    ]
    assert talk.say("yes").outcome == BEGUN


def test_a_teacher_who_is_known_is_asked_for_the_class_alone() -> None:
    """One more class costs one answer."""
    assert Talk(begin_class, KNOWN).say("8A").outcome == ClassBegun(
        "Ms Rivera", "Lakeside School", "Europe/Madrid", "en", "8A"
    )


def test_lines_are_changed_on_the_card() -> None:
    """Each line can be put right, by a tap or by its name; the others stay."""
    talk = at_the_card().edit("School").say("Hillside School")
    assert "School: Hillside School" in talk.question

    talk.say("time")
    assert talk.question == "Which city's time does your school keep? Tap one or type a city."
    talk.say("Bogota")
    assert "Time: America/Bogota" in talk.question

    assert talk.tap("Looks right").outcome == replace(
        BEGUN, school="Hillside School", zone="America/Bogota"
    )


def test_a_place_nobody_knows() -> None:
    """An unknown place is asked again, with an example."""
    talk = Talk(begin_class, NEW).tap("Ana").say("Lakeside School").say("Atlantis")

    assert talk.key == "zone"
    assert talk.said[0].startswith("I don't know that place.")


def test_the_language_comes_first_where_there_are_two() -> None:
    """All the rest is read in it."""
    two = replace(NEW, languages=(ENGLISH, Language("es", ENGLISH.catalogue)))
    talk = Talk(begin_class, two)
    assert (talk.question, talk.said) == ("Which language shall we use?", [])

    talk.tap("Español")
    assert talk.said[0].startswith("Welcome to Waymark!")
    talk.tap("Ana").say("Lakeside School").tap("Madrid").say("8A")
    assert talk.tap("done").outcome.language == "es"
