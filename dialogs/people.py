"""Questions that every new person is asked: a name to use, and a language."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogs.clean import clean_name
from dialogs.engine import Context, Dialogue, Draft, Edit, Json, Option, Raw, Typed, ask
from dialogs.kinds import Pick, Suggestion, check_text, choice_of
from dialogs.words import Language, Sentence, _

LONGEST_NAME = 64


@dataclass(frozen=True, kw_only=True)
class NameQuestion(Suggestion):
    """A name people will see: one line, no invisible or turning characters."""

    most: int = LONGEST_NAME

    def read(self, raw: Raw, context: Context, draft: Json) -> Json | Draft | Edit:
        """The option that was tapped, or the cleaned name: “Alex” is no beginning of another."""
        if isinstance(raw, Typed):
            check_text(raw.text, self.most)
            typed = check_text(clean_name(raw.text), self.most)
            same = (o.name for o in self.choices if context.language.put(o.label) == typed)
            return {"name": known} if (known := next(same, None)) else {"text": typed}
        return super().read(raw, context, draft)


def name(key: str, wording: Sentence) -> NameQuestion:
    """A name people will see."""
    return NameQuestion(key=key, wording=wording)


NAME = name("name", _("What shall I call you?"))


def offering_name(question: NameQuestion, known: str) -> NameQuestion:
    """The question, with the name Telegram knows to tap."""
    known = clean_name(known)
    return replace(question, choices=(Option("known", known),) if known else ())


def choose_language(languages: tuple[Language, ...], *, now: str = "") -> Dialogue[str]:
    """The language to use, asked where there is more than one and none is known."""
    options = (Option(language.code, language.name) for language in languages)
    question = choice_of("language", _("Which language shall we use?"), options)
    only = languages[0].code if len(languages) == 1 else ""
    return (yield from ask(question, assume=now or only or None))


def words_of(pick: Pick) -> str:
    """The name that was picked; a name is never a sentence of ours."""
    return str(pick.words)
