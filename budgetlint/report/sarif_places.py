"""The places of a SARIF run: files, and tables with their rows and columns."""

from __future__ import annotations

from pathlib import Path

from budgetlint.model import Evidence
from budgetlint.places import Unit, line_of, unit_of
from budgetlint.report.json_report import Json
from budgetlint.report.locations import uri
from budgetlint.report.texts import clean, one_line


class Places:
    """Each file and each table, row and column once; results refer to them by number."""

    def __init__(self) -> None:
        self.artifacts: list[Json] = []
        self.logical: list[Json] = []
        self._known: dict[tuple[str, ...], int] = {}
        self._unit = Unit.PAGE

    def artifact(self, path: Path, sha256: str) -> Json:
        """A reference to a file; the places that follow are in it."""
        self._unit = unit_of(path)
        address: Json = {"uri": uri(path), "index": len(self.artifacts)}
        item: Json = {
            "location": dict(address),
            "roles": ["analysisTarget"],
        }
        if path.suffix.lower() == ".pdf":
            item["mimeType"] = "application/pdf"
        if sha256:
            item["hashes"] = {"sha-256": sha256}
        self.artifacts.append(item)
        return address

    def location(
        self, page: int | None, cell: Evidence | None, artifact: Json, names: dict[str, str]
    ) -> Json:
        """Where a result is."""
        physical: Json = {"artifactLocation": artifact}
        if cell is not None:
            physical["region"] = self._region(cell)
        elif page is not None and self._unit is not Unit.LINE:
            physical["region"] = {"startLine": page, "properties": {"page": page}}
        location: Json = {"physicalLocation": physical}
        logical = self._logical(cell, names) if cell is not None else None
        if logical is not None:
            location["logicalLocations"] = [logical]
        return location

    def related(
        self, number: int, cell: Evidence, artifact: Json, names: dict[str, str], text: str
    ) -> Json:
        """Where another cell of a result is, and what it is to it."""
        place = self.location(cell.page, cell, artifact, names)
        return {"id": number, "message": {"text": text}, **place}

    def _logical(self, cell: Evidence, names: dict[str, str]) -> Json | None:
        """The cell as table, row and column, each below the one before.

        Documents share them: the list of a run must not hold one twice.
        """
        steps = (
            ("table", names.get(cell.table, cell.table)),
            ("row", cell.row),
            ("column", cell.column),
        )
        path: list[str] = []
        index: int | None = None
        for kind, name in steps:
            name = one_line(name)
            if name:
                path.append(name)
                index = self._step((kind, *path), index)
        return None if index is None else {**self.logical[index], "index": index}

    def _step(self, key: tuple[str, ...], parent: int | None) -> int:
        if key not in self._known:
            kind, *names = key
            self._known[key] = len(self.logical)
            item: Json = {"name": names[-1], "fullyQualifiedName": "／".join(names), "kind": kind}
            if parent is not None:
                item["parentIndex"] = parent
            self.logical.append(item)
        return self._known[key]

    def _region(self, cell: Evidence) -> Json:
        region: Json = {
            "startLine": line_of(cell.box) if self._unit is Unit.LINE else cell.page,
            "properties": {"page": cell.page, "bbox": cell.box.as_list()},
        }
        if cell.text:
            region["snippet"] = {"text": clean(cell.text)}
        return region
