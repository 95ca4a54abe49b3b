"""A sentence for people, kept apart from the language it is finally said in.

Problems are found deep in the house and spoken at its door. Until then a sentence is a template in
Chinese, the language of the papers, with the values to put in. `str()` gives the Chinese; another
language is a catalogue's matter (`tally.messages`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Translate = Callable[[str], str]
ARITHMETIC = "arithmetic"
"""The name under which sentences put in a calculation, which rules and records write with Chinese commas."""
_FORMS = re.compile(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}")


@dataclass(frozen=True, slots=True)
class Message:
    """A template and its values.

    >>> str(say("应选{seats}名", seats=7))
    '应选7名'
    >>> say("应选{seats}名", seats=7).render(lambda text: "{seats} to elect")
    '7 to elect'
    >>> str(say("有{names}", names=("甲", "乙")))
    '有甲、乙'
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def render(self, translate: Translate) -> str:
        """Return the sentence in the language of `translate`; messages among the values follow, tuples are listed.

        A calculation has the commas of the language; whatever people wrote is left as it is.

        >>> say("{arithmetic}", arithmetic="9 − 7 = 2，2 ≥ 2").render(lambda text: ", " if text == "，" else text)
        '9 − 7 = 2, 2 ≥ 2'
        >>> names = say("有{names}", names=("甲",))
        >>> names.render(lambda text: "{names:there is|there are} {names}")
        'there is 甲'
        """
        if not self.template:
            return ""
        values = {key: _shown(value, translate) for key, value in self.values.items()}
        if isinstance(calculation := values.get(ARITHMETIC), str):
            values[ARITHMETIC] = calculation.replace("，", translate("，"))
        template = _FORMS.sub(lambda found: found[2] if _is_one(self.values[found[1]]) else found[3],
                              translate(self.template))  # fmt: skip
        return template.format_map(values)

    def __str__(self) -> str:
        return self.render(lambda text: text)

    def __hash__(self) -> int:
        return hash(str(self))


def _is_one(value: object) -> bool:
    """Whether a value takes the singular, the first of a word's two forms: `{ballots} {ballots:ballot|ballots}`."""
    return len(value) == 1 if isinstance(value, tuple) else str(value) == "1"


def _shown(value: object, translate: Translate) -> object:
    if isinstance(value, Message):
        return value.render(translate)
    if isinstance(value, tuple):
        return translate("、").join(str(_shown(one, translate)) for one in value)
    return value


def say(template: str, /, **values: object) -> Message:
    """Make a message; the catalogue tool collects the templates by this name."""
    return Message(template, values)


NOTHING = Message("")
