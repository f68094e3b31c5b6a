"""Reports of a long run, kept on disk, so that memory does not grow with the files."""

from __future__ import annotations

import pickle
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, overload

from budgetlint.failures import FileFailure
from budgetlint.model import DocumentReport

#: So many reports stay in memory: a short run has no use for a file.
_KEPT = 8


class Spool(Sequence[DocumentReport]):
    """A list of reports that reads one back when it is asked for."""

    def __init__(self) -> None:
        self.paths: list[Path] = []
        self._kept: list[DocumentReport] = []
        self._places: list[int] = []
        self._file: IO[bytes] | None = None

    def append(self, report: DocumentReport) -> None:
        """Keep one more report."""
        self.paths.append(report.document.path)
        if len(self._kept) < _KEPT:
            self._kept.append(report)
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="budgetlint-")  # noqa: SIM115, closed below
            weakref.finalize(self, self._file.close)
        self._places.append(self._file.seek(0, 2))
        pickle.dump(report, self._file, pickle.HIGHEST_PROTOCOL)

    def __len__(self) -> int:
        return len(self.paths)

    @overload
    def __getitem__(self, index: int) -> DocumentReport: ...
    @overload
    def __getitem__(self, index: slice) -> list[DocumentReport]: ...
    def __getitem__(self, index: int | slice) -> DocumentReport | list[DocumentReport]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        if place < len(self._kept):
            return self._kept[place]
        assert self._file is not None  # made by the first report beyond those kept
        self._file.seek(self._places[place - len(self._kept)])
        report = pickle.load(self._file)
        assert isinstance(report, DocumentReport)  # nobody else writes to the file
        return report


class PathOrder(Sequence[DocumentReport | FileFailure]):
    """Reports and failures together, by path; a spooled report is read when it is its turn."""

    def __init__(self, reports: Sequence[DocumentReport], failures: Sequence[FileFailure]) -> None:
        paths = reports.paths if isinstance(reports, Spool) else [r.document.path for r in reports]
        keys = [*map(str, paths), *(str(failure.path) for failure in failures)]
        self._order = sorted(range(len(keys)), key=keys.__getitem__)
        self._reports = reports
        self._failures = failures

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, index: int) -> DocumentReport | FileFailure: ...
    @overload
    def __getitem__(self, index: slice) -> list[DocumentReport | FileFailure]: ...
    def __getitem__(
        self, index: int | slice
    ) -> DocumentReport | FileFailure | list[DocumentReport | FileFailure]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        place = self._order[index]
        if place < len(self._reports):
            return self._reports[place]
        return self._failures[place - len(self._reports)]

    def __iter__(self) -> Iterator[DocumentReport | FileFailure]:
        return (self[i] for i in range(len(self)))
