# A fresh machine needs two commands: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --quiet
# pip reads both: the file with the tested versions, and our pin of torch in it
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
TORCH := $(shell sed -n 's/^torch==//p' constraints.txt)
# On Linux, PyPI's torch brings gigabytes of CUDA. Where there is no NVIDIA card, take PyTorch's own CPU build first.
CPU_TORCH := https://download.pytorch.org/whl/cpu
NVIDIA := $(wildcard /proc/driver/nvidia/version)

.PHONY: run test test-long check format clean

run: .make/base
	$(VENV)/bin/hwaga serve

test: .make/test check
	$(VENV)/bin/python -m pytest -q -n 2 --dist loadfile  # a file's tests share what takes long to start

test-long: .make/test
	$(VENV)/bin/python -m pytest -q -m long

check: .make/test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/mypy

format: .make/test
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

clean:
	rm -rf $(VENV) .make

.make/base: pyproject.toml constraints.txt | .make/torch
	$(PIP) install --editable .
	touch $@

.make/test: .make/base
	$(PIP) install --editable '.[test]'
	touch $@

.make/torch: | $(VENV)/bin/python
	@echo "Downloading PyTorch and the other packages: some minutes, once."
	mkdir -p .make
ifeq ($(shell uname -s)$(NVIDIA),Linux)
	$(PIP) install torch==$(TORCH) --retries 0 --timeout 10 --extra-index-url $(CPU_TORCH) 2>/dev/null || $(PIP) install torch==$(TORCH)
else
	$(PIP) install torch==$(TORCH)
endif
	touch $@

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip
