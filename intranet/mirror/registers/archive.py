"""Keeps a record with everything the database deletes along with it, and brings it back unchanged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, select, update
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.attributes import set_committed_value

from intranet.database import Base, db

#: The record that stands for an old primary key, by table: SQLite gives a freed number to the next record.
Revived = dict[tuple[str, int], Any]


def archive(model: type[Any], record_id: int) -> dict[str, Any]:
    """The record's row and the rows that hang on it (``rows``), and who merely pointed at it (``links``), as JSON."""
    content: dict[str, Any] = {"rows": [], "links": []}
    _collect(model.__table__, record_id, content, set())
    return content


def _collect(table: Table, row_id: int, content: dict[str, Any], seen: set[tuple[str, int]]) -> None:
    if (table.name, row_id) in seen:
        return
    seen.add((table.name, row_id))
    row = db.session.execute(select(table).where(table.c.id == row_id)).mappings().one()
    content["rows"].append({"table": table.name, "values": {name: _to_json(value) for name, value in row.items()}})
    for other, column, only_a_link in _references_to(table):
        for child in db.session.scalars(select(other.c.id).where(other.c[column] == row_id)).all():
            if only_a_link:
                content["links"].append(
                    {"table": other.name, "id": child, "column": column, "to": [table.name, row_id]}
                )
            else:
                _collect(other, child, content, seen)


def _references_to(table: Table) -> Iterator[tuple[Table, str, bool]]:
    """Who refers to the table: (table, column, whether a delete merely empties the column)."""
    for other in Base.metadata.tables.values():
        for constraint in other.foreign_key_constraints:
            if constraint.referred_table is table:
                yield other, constraint.column_keys[0], (constraint.ondelete or "").upper() == "SET NULL"


def revive(content: Mapping[str, Any], revived: Revived) -> None:
    """Put the kept rows back, and the links where nobody has put another since.

    ``revived`` knows what was brought back before, under its old key, and learns what is brought back now.
    """
    classes = {
        mapper.local_table.name: mapper for mapper in Base.registry.mappers if isinstance(mapper.local_table, Table)
    }
    for row in content["rows"]:
        revived[row["table"], row["values"]["id"]] = _put_back(classes[row["table"]], row["values"], revived)
    for link in content["links"]:
        table_name, old_id = link["to"]
        table = Base.metadata.tables[link["table"]]
        empty = update(table).where(table.c.id == link["id"], table.c[link["column"]].is_(None))
        db.session.execute(empty.values({link["column"]: revived[table_name, old_id].id}))
    db.session.expire_all()


def _put_back(mapper: Mapper[Any], values: Mapping[str, Any], revived: Revived) -> Any:
    """Add one row; its own key is new, and its references follow rows that have new ones."""
    record = mapper.class_()
    owners = {}
    for attribute in mapper.column_attrs:
        column = attribute.columns[0]
        if not isinstance(column, Column) or column.primary_key:
            continue  # counted from other rows, or new
        value = _from_json(values[column.name])
        owner = next((revived.get((key.column.table.name, value)) for key in column.foreign_keys), None)
        if owner is not None:
            owners[attribute.key], value = owner, owner.id
        setattr(record, attribute.key, value)
    _know_owners(mapper, record, owners)
    db.session.add(record)
    db.session.flush()
    return record


def _know_owners(mapper: Mapper[Any], record: Any, owners: Mapping[str, Any]) -> None:
    """A part knows whose part it is: the change log writes its history there."""
    for relationship in mapper.relationships:
        keys = {mapper.get_property_by_column(column).key for column in relationship.local_columns}
        owner = next((owners[key] for key in keys if key in owners), None)
        if owner is not None and isinstance(owner, relationship.mapper.class_):
            set_committed_value(record, relationship.key, owner)


def _to_json(value: Any) -> Any:
    return {"moment": value.isoformat()} if isinstance(value, datetime) else value


def _from_json(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"moment"}:
        return datetime.fromisoformat(value["moment"])
    return value
