# Two words to begin with: `make demo` shows Byline at work, `make test` checks it.
# Built files go to one folder for all clones, so that a fresh clone need not build everything anew.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/byline-target

.PHONY: help demo install test bench

help:
	@echo "make demo    build Byline and start it with a simulated campaign"
	@echo "make install put byline where cargo keeps programs"
	@echo "make test    everything that must hold before a merge"
	@echo "make bench   measure, beside a peer or a physical limit"

demo: compiler
	cargo build --profile demo --package byline
	"$(CARGO_TARGET_DIR)/demo/byline" demo

install: compiler
	cargo install --locked --path crates/byline

test: compiler
	cargo xtask ci

bench: compiler
	cargo xtask bench

# SQLite is compiled from its C source.
.PHONY: compiler
compiler:
	@command -v cargo >/dev/null || { \
	  echo "cargo is missing: install Rust from https://rustup.rs" >&2; exit 1; }
	@command -v cc >/dev/null || { \
	  echo "a C compiler is missing: on Debian or Ubuntu, apt install gcc" >&2; exit 1; }
