"""Persons of one name (同名的人): which of them a name with a note in brackets means, 李明（镇政府） (w8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tally.domain.election import Candidate, Contest, Standing
from tally.names.normalise import Name, name_key, normalise

People = Mapping[str, tuple[Standing, ...]]


def told_apart(key: str, note: str) -> str:
    """Return the name, or the key, of one of several persons of a name.

    >>> told_apart("李明", "镇政府")
    '李明（镇政府）'
    """
    return f"{key}（{note}）"


def with_namesakes(people: People, labels: Mapping[str, Sequence[str]]) -> dict[str, tuple[Standing, ...]]:
    """Add to a roster each person of several of one name under the name with what tells them apart; `labels` are those
    of the persons of each key, in order. One that nothing tells from another stays with the others alone."""
    apart: dict[str, tuple[Standing, ...]] = {}
    for key, persons in people.items():
        times = Counter(labels[key])
        for person, label in zip(persons, labels[key], strict=True):
            if len(persons) > 1 and label and times[label] == 1:
                apart[told_apart(key, label)] = (person,)
    return {**people, **apart}


def namesakes(candidates: Sequence[Candidate], people: People) -> dict[str, int | None]:
    """Return the keys of persons of one name who are told apart, with the candidate each of them is, if any.

    Where a candidate stands on the ballot without a note, nobody knows whether a person of that name with a note is the
    candidate: the name stays the candidate's, and people rule.
    """
    plain = {one.key for one in candidates if one.key == name_key(one.name)}
    apart: dict[str, int | None] = {one.key: at for at, one in enumerate(candidates) if one.key != name_key(one.name)}
    for key in people:
        if key != name_key(key) and name_key(key) not in plain:
            apart.setdefault(key, None)
    return apart


def keys_of(candidates: Sequence[Candidate]) -> dict[str, int]:
    """Return the candidates by key; one with a 区分 also with that note (and 女, the ethnic group): the same name with
    another note is another person.

    >>> from tally.names.normalise import find_person
    >>> keys = keys_of([Candidate("李明", "李明", distinction="镇政府")])
    >>> find_person("李明", keys), find_person("李明（镇政府）", keys), find_person("李明（一中）", keys)
    (0, 0, None)
    """
    keys = {one.key: at for at, one in enumerate(candidates)}
    for at, one in enumerate(candidates):
        if one.distinction and one.key == name_key(one.name):
            for note in (one.distinction, one.note, *one.note.split("，")):
                keys.setdefault(told_apart(one.key, note), at)
    return keys


def written_in(text: str, contest: Contest) -> Name:
    """Return a name written in: the one of several persons of that name whom its note means, else without the note.

    >>> from tally.domain.election import Kind
    >>> contest = Contest("c", "委员", Kind.DW, 1, (), namesakes={"李明（镇政府）": None})
    >>> written_in("李 明（镇政府）", contest).key, written_in("李明（女）", contest).key
    ('李明（镇政府）', '李明')
    """
    name = normalise(text)
    key = told_apart(name.key, name.note)
    if not name.note or key not in contest.namesakes:
        return name
    return Name(told_apart(name.written, name.note), key, name.note, name.changes)
