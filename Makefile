# duban: what there is to do. `make` alone prints this list.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BIN := bin
PKG ?= ./...
RUN ?=
TIME ?= 30s
TEST_FLAGS := -count=1 $(if $(RUN),-run '$(RUN)')
STANDALONE := $(BIN)/duban-standalone

.PHONY: help
help: ## print this list
	@awk 'BEGIN {FS = ":.*## "; print "usage: make TARGET\n"} /^[a-z-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: postgresql build ## start everything with the example ledger, until Ctrl-C
	@exec $(STANDALONE) up --demo

.PHONY: postgresql
postgresql:
	@standalone/ensure-postgresql.sh

.PHONY: build
build: ## build the programs into bin/
	@mkdir -p $(BIN)
	@echo "building duban, worker"
	@go build -o $(BIN)/duban ./starter
	@go build -o $(BIN)/worker ./worker
	@echo "building duban-standalone (Temporal's server: some minutes the first time)"
	@cd standalone && go build -o ../$(STANDALONE) .

.PHONY: test
test: postgresql build ## run every test against real PostgreSQL and Temporal (PKG=./schema RUN=TestX for a part)
	@$(STANDALONE) exec --ephemeral -- go test $(TEST_FLAGS) $(PKG)
ifeq ($(PKG),./...)
	@cd standalone && go test $(TEST_FLAGS) ./...
endif
	@echo "all tests passed"
