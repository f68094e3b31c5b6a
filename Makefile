# `make test` and `make demo` each stand alone on a fresh machine with Python 3.11 or newer.
PYTHON ?= python3
BIN := .venv/bin
DEMO_FILE := fixtures/pdf/zhengzhou-2024-faulty-reportlab.pdf
DEMO_REPORT := build/demo/report.html

.PHONY: test demo docs clean

test: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

demo: .venv/installed
	@$(BIN)/budgetlint check $(DEMO_FILE) --exit-zero --output text --output html:$(DEMO_REPORT)
	@echo
	@echo "HTML 报告：$(abspath $(DEMO_REPORT))（用浏览器打开）"

# Editable, so that the sources here are what runs.
.venv/installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

docs: .venv/installed
	$(BIN)/mkdocs build --strict --quiet
	@echo "文档：$(abspath build/site/index.html)"

clean:
	rm -rf .venv build dist *.egg-info
