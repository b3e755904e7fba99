# Handoff.  `make run` shows eight CPUs crossing from one kernel to another, `make test` proves it, `make help` lists
# the rest.  All variables of a run (METHOD, OFFLINE, SMP, BOOT, PLATFORM ...) are in docs/running.md.

COMPILER := gcc
PYTHON   := /usr/bin/python3
kernel   := build/$(COMPILER)/handoff.elf

.PHONY: all kernel kernels help run demo soak nmi-sweep matrix linux-matrix probe check-log release lava bench \
        bench-linux distros usb result results report timeline debug iso doctor tools clean
all: kernel

# Everything given on make's own command line goes to the script, which refuses a misspelt name or value. ALSO is `make
# test`'s own, and reaches each make that a test calls.
by_hand = $(if $(filter command,$(firstword $(origin $1))),'$1=$(subst ','\'',$($1))')
given = $(foreach v,$(filter-out ALSO,$(sort $(.VARIABLES))),$(call by_hand,$v))

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' Makefile scripts/*.mk | expand -t 16
	@echo 'Variables, as in `make run METHOD=init SMP=2x4x1`: docs/running.md'

# A Linux of our own, stock or with a patch of docs/linux: by itself, or as LINUX= of a run.
built      := build/linux/built
$(built)/%/bzImage: scripts/handoff/linux/small.config | tools
	@$(PYTHON) scripts/linux $*
patches    := $(wildcard docs/linux/*.patch)
$(patches:docs/linux/%.patch=$(built)/%/bzImage): $(built)/%/bzImage: docs/linux/%.patch

run: kernel $(filter $(built)/%,$(LINUX)) ## one run of the story: make run METHOD=park INJECT=nmi AT=copied
	@$(PYTHON) scripts/run $(given)

demo: kernel ## the story told slowly, method by method: make demo [METHOD="mwait park"] [SPEED=2] [AUTO=1]
	@$(PYTHON) scripts/demo $(given)

soak: kernel ## N runs (10) of every method, soft-offline and thread mode, or of those given
	@$(PYTHON) scripts/soak $(given)

nmi-sweep: kernel ## an NMI or SMI at each of thousands of moments: make nmi-sweep [SWEEP="METHOD=park,jmp RUNS=50"]
	@PYTHONPATH=scripts $(PYTHON) tests/boot/nmi_sweep.py $(SWEEP)

matrix: kernel ## the survival matrix: make matrix [PLATFORM=bochs] [ONLY=hlt/nmi] [REPEAT=5] [RECORD=1] [MERGE=dir]
	@$(PYTHON) scripts/matrix $(given)

lava: kernel ## the matrix as jobs for LAVA: make lava [URL=http://lab/handoff.elf] [RUN=2 ONLY=park]; docs/lab.md
	@$(PYTHON) scripts/lava $(given)

linux-matrix: kernel $(filter $(built)/%,$(LINUX)) ## the same with a Linux: [LINUX=bzImage] [ONLY=linux-kexec]
	@$(PYTHON) scripts/linux-matrix $(given)

probe: kernel ## what the platform itself does with MWAIT, INIT, NMI, SMI and machine checks, as one table
	@$(PYTHON) scripts/probe $(given)

report: ## build/report/index.html: the matrix that `make matrix` measured, with every run behind it
	@$(PYTHON) scripts/report $(given)

timeline: ## make timeline RUN=build/runs/... (or LOG=file): timeline.svg, trace.json (Perfetto), timeline.vcd (GTKWave)
	@$(PYTHON) scripts/timeline $(given)

check-log: ## the judge's word on a log from anywhere: make check-log LOG=file (or -) [JUNIT=file]
	@$(PYTHON) scripts/check-log $(given)

# The same in one file for other people's CI; it needs nothing but Python.
build/check-log.pyz: scripts/check-log $(wildcard scripts/handoff/judge/*.py scripts/handoff/release/pack.py)
	@$(PYTHON) scripts/release JUDGE=$@

release: kernel ## build/release/: ISO, kernel, judge, SHA256SUMS, bill of materials; the same bytes from every clone
	@$(PYTHON) scripts/release $(given)

bench: kernel ## how long each phase takes, with 2 to 254 CPUs: make bench [N=5] [BASE=file] [METHODS="park jmp"]
	@$(PYTHON) scripts/bench $(given)

bench-linux: kernel ## Debian's kernel beside ours: hibernation, resume, kexec, in the same QEMU: make bench-linux [N=5]
	@$(PYTHON) scripts/bench-linux $(given)

distros: kernel ## README's commands on bare Debian 12, 13 and sid: make distros [SUITES="trixie sid"] [TEST=1]
	@$(PYTHON) scripts/distros $(given)

debug: kernel ## like run, but waits for gdb, which finds the symbols of both kernels
	@$(PYTHON) scripts/run DEBUG=1 $(given)

iso: kernel ## build/handoff.iso with one menu entry a method, for BIOS and UEFI
	@$(PYTHON) scripts/iso $(given)

usb: kernel ## build/handoff-usb.img for a stick: a real machine runs the matrix and shows its result as QR codes
	@$(PYTHON) scripts/usb $(given)

result: tools ## takes a machine's result in: make result FILE="photo1.png photo2.png" (or text, or serial.log)
	@$(PYTHON) scripts/result $(given)

results: ## docs/results.md: all machines whose results were taken in, beside the emulators
	@$(PYTHON) scripts/results $(given)

parallel = $(MAKE) --no-print-directory --jobs=$$(nproc)

kernel: tools ## the kernel by g++ (COMPILER=clang: by clang++), build/gcc/handoff.elf
	@$(parallel) $(kernel)

kernels: tools ## the kernel by g++ and by clang++
	@$(parallel) build/gcc/handoff.elf build/clang/handoff.elf

doctor: ## says which tool is missing and which package has it
	@scripts/doctor

# Each module there is a platform, and a purpose in scripts/packages.txt if it needs packages of its own.
platforms := $(subst _,-,$(basename $(notdir $(wildcard scripts/handoff/run/platforms/[a-z]*.py))))

# A platform in another version needs nothing of this machine but the tool that fetches it.
comma := ,
wanted = $(foreach p,$(subst $(comma), ,$(PLATFORM)),$(if $(findstring @,$p),roots,$p))

# What the goals need from the machine; done before anything is compiled, and nothing at all when nothing is missing.
tools:
	@scripts/install run $(or $(wanted),$(if $(filter matrix probe,$(MAKECMDGOALS)),$(platforms))) \
	    $(if $(filter result test $(parts),$(MAKECMDGOALS)),result) \
	    $(if $(filter release release-test,$(MAKECMDGOALS)),release) \
	    $(if $(filter bench-linux linux-matrix,$(MAKECMDGOALS))$(filter linux-%,$(FROM)),bench) \
	    $(if $(filter $(built)/%,$(MAKECMDGOALS) $(LINUX)),linux) \
	    $(if $(filter @%,$(LINUX))$(filter test distros distros-test lava lava-test linux-matrix,$(MAKECMDGOALS)),roots) \
	    $(if $(filter test fuzz $(parts) clang,$(MAKECMDGOALS) $(COMPILER)),clang) \
	    $(if $(filter test fuzz $(filter-out kernels,$(parts)),$(MAKECMDGOALS)),$(platforms) test)

clean: ## removes build/
	rm -rf build

include scripts/kernel.mk scripts/test.mk
