# `make test` and its parts.  Every part leaves JUnit XML under build/junit/; the last line counts all of them.

.PHONY: test style clang-format shellcheck flake8 format unit judge boot boot-alone prove
parts := style kernels unit judge boot boot-alone prove

test: tools ## everything: style, both compilers, unit, judge and boot tests, prove
	@rm -rf build/junit
	@$(MAKE) --no-print-directory --keep-going $(parts); $(PYTHON) scripts/summary $$?

cxx_files  := $(wildcard boot/*.[ch]pp hibernate/*.[ch]pp smp/*.[ch]pp kernel/*.[ch]pp tests/unit/*.[ch]pp)
sh_files   := .ci/run scripts/doctor scripts/install scripts/packages.sh
junit       = $(PYTHON) scripts/junit build/junit

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
unit_flags := -std=c++20 -g -O1 -I. -fsanitize=address,undefined -fno-sanitize-recover=all -Wall -Wextra -Wshadow -Werror

build/unit/%.o: %.cpp scripts/test.mk | tools
	@mkdir -p $(@D)
	@echo "  UNIT   $@"
	@g++ $(unit_flags) -MMD -MP -c $< -o $@

build/unit/unit-tests: $(unit_cpp:%.cpp=build/unit/%.o)
	@echo "  LINK   $@"
	@g++ $(unit_flags) -o $@ $^ -lgtest -lgtest_main -lpthread

-include $(unit_cpp:%.cpp=build/unit/%.d)

unit: tools ## the pure parts on this host, with ASan and UBSan
	@$(parallel) build/unit/unit-tests
	@mkdir -p build/junit
	build/unit/unit-tests --gtest_brief=1 --gtest_output=xml:build/junit/unit.xml

judge: tools ## the judge and the runner against recorded logs and a fake emulator; needs no kernel
	$(PYTHON) -m pytest -q tests/judge --junitxml=build/junit/judge.xml

boot: kernels ## every verdict, provoked in the emulator, two at a time
	$(PYTHON) -m pytest -q tests/boot -m 'not alone' -n 2 --junitxml=build/junit/boot.xml

boot-alone: kernel ## boot tests that need the machine for themselves
	$(PYTHON) -m pytest -q tests/boot -m alone --junitxml=build/junit/boot-alone.xml

prove: kernel ## a second opinion: perl's prove reads the log of a real run
	@mkdir -p build/prove
	@$(PYTHON) scripts/run DIRECTORY=build/prove > /dev/null
	@$(junit) prove prove -e cat build/prove/serial.log
