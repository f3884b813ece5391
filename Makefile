# SPDX-License-Identifier: Apache-2.0
# Short names for what is done often. Meson does the building; this file only
# calls it and the scripts. `make help` lists the names.
.POSIX:
.PHONY: help setup build demo check test api tsan lint format accuracy fuzz kills bench models install clean

FUZZ_RUNS = 10000000
FUZZ_JOBS = 2
DATA = ../shared/data

help:
	@sed -n 's/^#: //p' Makefile

#: make setup      install what is missing (Debian packages; needs root or sudo then)
setup:
	@scripts/setup.sh check

#: make build      build/selon, the command, and the library
build:
	@scripts/setup.sh build
	@scripts/build.sh main

#: make demo       build, read a French and an English example article, open a reading room over all of them
demo:
	@scripts/setup.sh build
	@scripts/build.sh main >build.log 2>&1 || { cat build.log; exit 1; }; rm -f build.log
	@scripts/demo.sh

#: make test       build and run the tests once, without the rest of `check`
test:
	@scripts/setup.sh check
	@scripts/build.sh main all meson-test-prereq
	@meson test -C build --print-errorlogs

#: make check      everything that must hold: two compilers, sanitizers, every test, short fuzz runs, lint
check:
	@scripts/check.sh

#: make tsan       what runs many threads, under ThreadSanitizer: one engine for all, many files, a ledger, the room's server
tsan:
	@scripts/setup.sh check
	@scripts/build.sh tsan selon examples/embed examples/ledger tests/test_engine tests/test_room
	@KILLS=2 TSAN_OPTIONS=halt_on_error=1 meson test -C build-tsan --no-rebuild --timeout-multiplier 4 \
		--print-errorlogs engine room_parts room_api room_hostile ledger_command cli sources

#: make api        requests that schemathesis makes of the reading room's description (it is installed into build/schemathesis)
api:
	@scripts/setup.sh build
	@scripts/build.sh main selon
	@python3 tests/room_generated.py build/selon

#: make lint       clang-format, clang-tidy and cppcheck over our own files
lint:
	@scripts/setup.sh check
	@scripts/build.sh main all meson-test-prereq >/dev/null
	@scripts/lint.sh

#: make format     let clang-format rewrite what is not in form
format:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

#: make accuracy   score against the gold data in ../shared, where it is there
accuracy:
	@scripts/setup.sh build
	@scripts/build.sh main
	@scripts/accuracy.sh

#: make fuzz       each fuzz target to FUZZ_RUNS executions (10 million), FUZZ_JOBS at a time; goes on where it stopped
fuzz:
	@scripts/setup.sh check
	@scripts/build.sh fuzz fuzz-targets
	@fuzz/run.sh --runs $(FUZZ_RUNS) --jobs $(FUZZ_JOBS)

#: make kills      kill `selon add` 500 times, at random instants and at its writes: nothing is lost, nothing twice
kills:
	@scripts/setup.sh check
	@scripts/build.sh main
	@python3 tests/ledger_kills.py build/selon --kills 500

#: make bench      speed, memory, start time, the same text through spaCy; adding to a ledger and searching it; the reading room
bench:
	@scripts/setup.sh bench
	@scripts/build.sh main all bench/bench_read bench/bench_stages bench/bench_ledger
	@bench/bench.py
	@bench/ledger.py
	@bench/room.py

#: make models     train the weights in models/ anew from DATA
models:
	@scripts/setup.sh models
	@scripts/build.sh main
	@train/models.sh $(DATA)

#: make install    install the command, the library, its header and manual pages (DESTDIR is respected)
install: build
	@meson install -C build

#: make clean      remove the build folders (build-corpus, what fuzzing has found, stays)
clean:
	rm -rf build build-clang build-asan build-fuzz build-tsan build-check build.log
