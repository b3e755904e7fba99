# `make test` and its parts.  Every part leaves JUnit XML under build/junit/; the last line counts all of them.

parts := style kernels unit fuzz-short judge tree model boot \
        boot-alone matrix-test report-test demo-test prove
.PHONY: sabotage test clang-format shellcheck flake8 format fuzz $(parts)

# ALSO has what takes minutes: long-test and distros-test, which .ci/run adds, release-test and lava-test.
test: tools ## style, both compilers, unit, judge, boot tests, matrix, prove (and ALSO="long-test distros-test")
	@rm -rf build/junit
	@$(MAKE) --no-print-directory --keep-going $(parts) $(ALSO); $(PYTHON) scripts/summary $$? $(parts) $(ALSO)

cxx_files  := $(call sources,*.[ch]pp) $(wildcard tests/unit/*.[ch]pp tests/fuzz/*.[ch]pp)
sh_files   := .ci/run $(wildcard scripts/handoff/*/linux/init.sh) $(wildcard scripts/handoff/*/enter.sh) \
             scripts/doctor scripts/install scripts/packages.sh
junit       = $(PYTHON) scripts/junit build/junit
# A test that hangs is named after so many seconds, and the others go on.
pytest      = $(PYTHON) -m pytest -q --timeout=900

style: clang-format shellcheck flake8 ## clang-format, shellcheck, flake8

clang-format: tools
	@$(junit) $@ clang-format --dry-run -Werror $(cxx_files)

shellcheck: tools
	@$(junit) $@ shellcheck $(sh_files)

flake8: tools
	@$(junit) $@ $(PYTHON) -m flake8

format: ## applies clang-format
	clang-format -i $(cxx_files)

-include tests/unit/sources.mk
unit_cpp   := $(wildcard tests/unit/*.cpp) $(UNIT_SOURCES)
# Compiling is nearly all of the time: without optimization these take four seconds and not one.
unit_flags := -std=c++20 -g -O0 -I. -fsanitize=address,undefined -fno-sanitize-recover=all \
              -Wall -Wextra -Wshadow -Werror

build/unit/%.o: %.cpp scripts/test.mk | tools
	@mkdir -p $(@D)
	@echo "  UNIT   $@"
	@g++ $(unit_flags) -MMD -MP -c $< -o $@

build/unit/unit-tests: $(unit_cpp:%.cpp=build/unit/%.o) tests/rows.ld
	@echo "  LINK   $@"
	@g++ $(unit_flags) -Wl,-T,tests/rows.ld -o $@ $(filter %.o,$^) -lqrcodegen -lgtest -lgtest_main -lpthread

-include $(unit_cpp:%.cpp=build/unit/%.d)

unit: tools ## the pure parts on this host, with ASan and UBSan
	@$(parallel) build/unit/unit-tests
	@mkdir -p build/junit
	build/unit/unit-tests --gtest_brief=1 --gtest_output=xml:build/junit/unit.xml

# libFuzzer is clang's, so the pure parts are compiled once more.
fuzz_targets := $(patsubst tests/fuzz/fuzz_%.cpp,%,$(wildcard tests/fuzz/fuzz_*.cpp))
fuzz_flags   := -std=c++20 -g -O1 -I. -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
                -Wall -Wextra -Wshadow -Werror
fuzz_shared  := $(patsubst %.cpp,build/fuzz/%.o,tests/fuzz/target.cpp tests/unit/sample_rows.cpp \
                  tests/unit/host_memory.cpp $(UNIT_SOURCES))
SECONDS      := 60

build/fuzz/%.o: %.cpp scripts/test.mk | tools
	@mkdir -p $(@D)
	@echo "  FUZZ   $@"
	@clang++ $(fuzz_flags) -MMD -MP -c $< -o $@

build/fuzz/fuzz_%: build/fuzz/tests/fuzz/fuzz_%.o $(fuzz_shared) tests/rows.ld
	@echo "  LINK   $@"
	@clang++ $(fuzz_flags) -Wl,-T,tests/rows.ld -o $@ $(filter %.o,$^) -lqrcodegen

-include $(fuzz_shared:.o=.d) $(fuzz_targets:%=build/fuzz/tests/fuzz/fuzz_%.d)
.SECONDARY: $(fuzz_targets:%=build/fuzz/tests/fuzz/fuzz_%.o) $(fuzz_shared)

# One target's turn: its corpus is kept, the input that breaks it is left beside it.
.PHONY: $(fuzz_targets:%=fuzz-%)
$(fuzz_targets:%=fuzz-%): fuzz-%: build/fuzz/fuzz_%
	@mkdir -p build/fuzz/corpus/$*
	@$(junit) $@ $< -max_total_time=$(SECONDS) -max_len=4096 -timeout=10 -verbosity=0 \
	    -artifact_prefix=build/fuzz/$*- build/fuzz/corpus/$*

fuzz: tools ## libFuzzer on everything that comes from outside, SECONDS=60 a target
	@$(parallel) --keep-going $(fuzz_targets:%=fuzz-%)

fuzz-short: tools
	@$(MAKE) --no-print-directory fuzz SECONDS=3

judge: kernel ## the judge and the runner against recorded logs and a fake emulator
	$(pytest) tests/judge -n 2 --junitxml=build/junit/judge.xml

tree: kernel ## the tree itself: direction of includes, what comments name, lists, sizes, citations
	$(pytest) tests/tree -n 2 --junitxml=build/junit/tree.xml

model: kernels ## the model of the handoff, checked by Spin, against the matrix; pictures in build/model/
	$(pytest) tests/model --junitxml=build/junit/model.xml

boot: kernels ## every verdict, provoked in the emulator, two at a time
	$(pytest) tests/boot -m 'not alone and not long' -n 2 --junitxml=build/junit/boot.xml

.PHONY: long-test
long-test: kernels ## more boot tests: the stick and its codes, many cycles, a gigabyte of witness, ticks on Bochs
	$(pytest) tests/boot -m long -n 2 --junitxml=build/junit/long.xml

boot-alone: kernel ## boot tests that need the machine for themselves
	$(pytest) tests/boot -m alone --junitxml=build/junit/boot-alone.xml

matrix-test: kernel ## the whole matrix on QEMU, a part of it on Bochs: every pinned outcome
	$(PYTHON) scripts/matrix TEST=1

report-test: kernel ## the report and its exports, in a headless Chromium; the pictures are left in build/report-test/
	$(pytest) tests/report --junitxml=build/junit/report.xml

demo-test: kernel ## the demo as its audience sees it, in a terminal of tmux
	$(pytest) tests/demo --junitxml=build/junit/demo.xml

# Two clones are built from nothing.
.PHONY: release-test
release-test: tools ## make release in two clones at two paths, times and users: the same bytes, and these work
	$(pytest) --timeout=3600 tests/release --junitxml=build/junit/release.xml

# Real jobs; the workers' root file system (1.1 GB) is made the first time.
.PHONY: lava-test
lava-test: kernel ## jobs by Debian's lava-run, without a server: green, red, and the failure that was expected
	$(pytest) --timeout=3600 tests/lava --junitxml=build/junit/lava.xml

prove: kernel ## a second opinion: perl's prove reads the log of a real run
	@mkdir -p build/prove
	@$(PYTHON) scripts/run DIRECTORY=build/prove > /dev/null
	@$(junit) prove prove -e cat build/prove/serial.log

# It fetches 300 MB of packages for each system the first time.
.PHONY: distros-test
distros-test: kernel ## README's first command, both compilers and every method on bare Debian 13 and sid
	$(PYTHON) scripts/distros SUITES="trixie sid" || [ $$? = 77 ]

.PHONY: fuzz-judge
fuzz-judge: tools ## changes real logs at random: the judge must believe none, SECONDS=60 SEED=
	SECONDS=$(SECONDS) SEED=$(SEED) PYTHONPATH=scripts $(PYTHON) tests/judge/fuzz_judge.py

sabotage: tools ## breaks one line at a time and sees that the tests notice: make sabotage [ONLY=judge] [RECORD=1]
	$(PYTHON) tests/sabotage/sabotage.py $(given)
