"""How the engine understands a bound tab: the remembered mapping and legend, and the names the tabs themselves announce."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sync import reading
from sync.cells import Tab
from sync.columns import Directory
from sync.directory import BookDirectory
from sync.facts import BoundTable, Names, OrganisationName, Person
from sync.layout import Mapping
from sync.sheet_table import SheetTable


def read_table(tab: Tab, bound: BoundTable, directory: Directory, year: int) -> SheetTable:
    """The tab's rows, read through its binding. ``options["legend"]`` (signs and meanings) overrides the tab's own."""
    return reading.read_table(
        tab, bound.table, Mapping.from_json(bound.mapping), year=year, directory=directory,
        legend=bound.options.get("legend") or None,
        default_branch=directory.single_branch if isinstance(directory, BookDirectory) else None,
    )  # fmt: skip


def directory_for(names: Names, tabs: Sequence[tuple[BoundTable, Tab]], year: int) -> BookDirectory:
    """Everybody the database knows, and the same records under the names the tabs now give them.

    A record renamed on one side only is still known by its other name, so that rows naming it keep their meaning meanwhile.
    """
    organisations, people = list(names.organisations), list(names.people)
    for bound, tab in tabs:
        known = BookDirectory(Names(people, organisations))
        if bound.table.announces == "organisation":
            organisations += _other_organisation_names(bound, tab, known, year, organisations)
        elif bound.table.announces == "member":
            people += _other_person_names(bound, tab, known, year, people)
    return BookDirectory(Names(people, organisations))


def _own_names(bound: BoundTable, tab: Tab, directory: BookDirectory, year: int) -> dict[str, str]:
    """The names a tab gives the records whose ids stand in it; only its name column is read."""
    name = next(each.name for each in bound.table.fields if each.required)
    mapping = Mapping.from_json(bound.mapping)
    narrow = Mapping(mapping.table, mapping.of_field(name))
    sheet = reading.read_table(tab, replace(bound.table, branch_field=""), narrow, year=year, directory=directory)
    return {row.row_id: value for row in sheet.rows if row.row_id and isinstance(value := row.values.get(name), str)}


def _other_organisation_names(
    bound: BoundTable, tab: Tab, directory: BookDirectory, year: int, known: Sequence[OrganisationName]
) -> list[OrganisationName]:
    by_id = {each.record_id: each for each in known}
    names = _own_names(bound, tab, directory, year)
    return [
        replace(by_id[record_id], name=name)
        for record_id, name in names.items()
        if record_id in by_id and name != by_id[record_id].name and directory.find_organisation(name) is None
    ]


def _other_person_names(
    bound: BoundTable, tab: Tab, directory: BookDirectory, year: int, known: Sequence[Person]
) -> list[Person]:
    by_id = {each.record_id: each for each in known}
    taken = {each.name for each in known}
    names = _own_names(bound, tab, directory, year)
    return [
        replace(by_id[record_id], name=name)
        for record_id, name in names.items()
        if record_id in by_id and name not in taken
    ]
