"""The language of a command line: `--lang zh|en` is heard wherever it stands, before the command or after it."""

from __future__ import annotations

LANGUAGES = ("zh", "en")


def spoken(words: list[str]) -> tuple[str, list[str]]:
    """Return the language asked for last, Chinese where none is, and the words without it.

    The help and the parser's errors are said before the options of a command are known. A language that is none is
    left in, for the option to refuse; after `--` nothing is an option.

    >>> spoken(["--lang", "en", "count", "a.xlsx"]), spoken(["count", "--lang=en", "--", "--lang", "zh"])
    (('en', ['count', 'a.xlsx']), ('en', ['count', '--', '--lang', 'zh']))
    >>> spoken(["count", "--lang", "fr"])
    ('zh', ['count', '--lang', 'fr'])
    """
    language, others, waiting = "zh", list[str](), list(words)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            return language, [*others, word, *waiting]
        name, given, value = word.partition("=")
        if name == "--lang" and not given and waiting and waiting[0] in LANGUAGES:
            language = waiting.pop(0)
        elif name == "--lang" and value in LANGUAGES:
            language = value
        else:
            others.append(word)
    return language, others
