"""How hard a text is to read: the Flesch-Kincaid grade, with a rule-based syllable counter."""

import re

# Words whose spelling misleads the rules, with their syllables.
ODD = {
    "area": 3, "being": 2, "business": 2, "careful": 2, "create": 2, "created": 3, "creating": 3,
    "different": 3, "doing": 2, "evening": 2, "every": 2, "everyone": 3, "everything": 3,
    "family": 3, "february": 4, "friend": 1, "going": 2, "hopeful": 2, "idea": 3, "ideas": 3,
    "january": 4, "lion": 2, "maybe": 2, "people": 2, "poem": 2, "quiet": 2, "really": 2,
    "science": 2, "seeing": 2, "somebody": 3, "someone": 2, "something": 2, "sometimes": 2,
    "trying": 2, "used": 1, "useful": 2, "video": 3, "whatever": 3,
}  # fmt: skip
NEVER = re.compile(
    r"\b(private|secret|only you|confidential|scor(e|es|ed|ing)|streaks?|points?|quiz(zes)?)\b",
    re.IGNORECASE,
)
"""What is never said: nothing is hidden from adults, and nothing is counted up or ranked."""


def syllables(word: str) -> int:
    """Count the syllables of an English word by rule; at least 1."""
    word = re.sub("[^a-z]", "", word.lower().replace("’", "'").split("'")[0])
    if word in ODD:
        return ODD[word]
    # silent endings: make, makes, hoped, nicely, movement; not table, wanted, boxes
    stem = re.sub("(?<=[^aeiou])e(?=(?:ly|ment|ness|less|ful)s?$)", "", word)
    stem = re.sub("(?<![aeiouy])(?<!^.)(?<![^aeiouy]l)e$|(?<=[aeiouy])e$", "", stem)
    stem = re.sub("(?<=[^td])ed$|(?<=[^scxzg])(?<!sh)(?<!ch)(?<![^aeiouy]l)es$", "", stem)
    groups = len(re.findall("[aeiouy]+", stem))
    # two vowels spoken apart: radio, idea, science, graduate, playing; but nation, special, guide
    apart = len(re.findall("i[ao](?<!ti[ao])(?<!ci[ao])(?<!si[ao])(?<!gi[ao])|ia(?=te)|[aeo]ying|"
                           "yi|[ui]ing|io(?=us$)(?<=vio)|ua[tl]|iet|eo(?!u)(?<!peo)|(?<=[^aeg])ui(?=n|t[yi])",
                           stem))  # fmt: skip
    return max(1, groups + apart)


def grade(text: str) -> float:
    """Give the Flesch-Kincaid grade of an English text; 0 where it has no words."""
    words = re.findall(r"[A-Za-z]+(?:['’][a-z]+)?", text)
    sentences = max(1, len(re.findall(r"[A-Za-z][^.!?…\n]*(?:[.!?…\n]|$)", text)))
    if not words:
        return 0.0
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / sentences + 11.8 * per_word - 15.59
