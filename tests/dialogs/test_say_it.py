"""A student says something that is not kept."""

from dataclasses import fields

from talk import Talk

from dialogs.say_it import Facts, Said, say_it

FACTS = Facts("Ms Rivera")


def test_it_says_plainly_what_is_kept() -> None:
    """Before the first word: what is not kept, where it still stands, and what is told anyway."""
    assert " ".join(Talk(say_it, FACTS).said) == (
        "I keep nothing of this once we are done. Telegram's chat still shows it until you delete "
        "it there. If you write that someone is in danger, I still try to tell Ms Rivera. I can "
        "miss it, so tell an adult too."
    )


def test_three_prompts_and_nothing_to_keep() -> None:
    """What happened, how it is, one thing to do; the outcome holds nothing of it."""
    talk = Talk(say_it, FACTS)
    assert talk.question == "What happened? Write as much as you like."
    assert talk.say("We had a fight.").question == "How is it for you now?"
    assert talk.say("Bad.").question == "What is one thing you could do?"

    assert talk.say("Say sorry.").outcome == Said()
    assert fields(Said) == ()


def test_it_ends_with_the_same_words_for_everyone() -> None:
    """Nothing in the last words speaks of what was written, or that it was."""
    told = Talk(say_it, FACTS).say("It was awful").say("Sad").say("Sleep")
    skipped = Talk(say_it, FACTS).skip().skip().skip()

    assert " ".join(told.said) == (
        "That was it. I erase my copy now. The chat keeps its own until you delete it. "
        "Take care of yourself."
    )
    assert skipped.said == told.said
