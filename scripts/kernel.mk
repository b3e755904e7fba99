# How the kernel is built: all of boot/ hibernate/ smp/ kernel/, once by each compiler, into build/COMPILER/.

folders := boot hibernate smp kernel
sources  = $(sort $(wildcard $(addsuffix /$1,$(folders)) $(addsuffix /*/$1,$(folders))))
cpp     := $(filter-out boot/asm_offsets.cpp,$(call sources,*.cpp))
asm     := $(call sources,*.asm)

cxx_gcc   := g++ -mgeneral-regs-only
cxx_clang := clang++ -mno-sse -mno-mmx

cxxflags := -std=c++20 -O2 -g -ffreestanding -fno-exceptions -fno-rtti -fno-pic -fno-pie \
            -mno-red-zone -mcmodel=kernel -fno-stack-protector -fno-threadsafe-statics \
            -fno-asynchronous-unwind-tables -fno-omit-frame-pointer -fcf-protection=none \
            -Wall -Wextra -Wshadow -Werror -I.
# The only code that is not compiled here: kernel/result/hosted.hpp says what it needs.
qrcodegen := $(firstword $(wildcard /usr/lib/*/libqrcodegen.a /usr/lib64/libqrcodegen.a) libqrcodegen.a)
ldflags  := -nostdlib -static -Wl,-T,linker.ld -Wl,-z,max-page-size=4096 -Wl,-z,noexecstack
# From 2.16.02 on NASM would like to hear of every name of another section: code, data and stacks are all that.
nasmflags := -f elf64 -g -F dwarf -w+all -w-unknown-warning -w-reloc -Werror -I./

.PHONY: always

# The rules for one compiler; $1 is gcc or clang.
define rules
build/$1/handoff.elf: $(cpp:%=build/$1/%.o) $(asm:%=build/$1/%.o) build/$1/objects linker.ld
	@echo "  LINK   $$@"
	@# Debug information holds the paths of this machine, so the build id is that of the kernel without it.
	@$(cxx_$1) $(ldflags) -Wl,--build-id=sha1,--strip-debug -o $$@.plain $$(filter %.o,$$^) $(qrcodegen)
	@$(cxx_$1) $(ldflags) -Wl,--build-id=0x$$$$(sha1sum < $$@.plain | cut -c 1-40) -o $$@ $$(filter %.o,$$^) $(qrcodegen)

# The names of all objects: a file that is gone has to be linked out, as a new one has to be linked in.
build/$1/objects: always
	@mkdir -p $$(@D)
	@echo '$(cpp) $(asm)' | cmp -s - $$@ || echo '$(cpp) $(asm)' > $$@

build/$1/%.cpp.o: %.cpp scripts/kernel.mk | tools
	@mkdir -p $$(@D)
	@echo "  C++    $$@"
	@$(cxx_$1) $(cxxflags) -MMD -MP -c $$< -o $$@
	@# Code of the safe pages runs at another address than it is linked for: nothing in it may need a relocation.
	@! objdump -r -j .safe $$@ 2>/dev/null | grep 'R_X86_64' || { \
		echo '$$<: section .safe calls or names something outside itself' >&2; \
		rm $$@; exit 1; }

# NASM reads offsets and sizes of C++ structures from here: `->NAME VALUE` lines of a file that is only compiled.
build/$1/asm_offsets.inc: boot/asm_offsets.cpp scripts/kernel.mk | tools
	@mkdir -p $$(@D)
	@echo "  OFFSET $$@"
	@$(cxx_$1) $(cxxflags) -MMD -MP -MT $$@ -MF $$@.d -S $$< -o $$@.s
	@sed -nE 's/^.*->([A-Za-z_0-9]+) +[$$$$]?(-?[0-9]+).*/\1 equ \2/p' $$@.s > $$@.new && mv $$@.new $$@

# The dependencies are a call of their own: NASM 2.16's -MD forgets the included files.
build/$1/%.asm.o: %.asm build/$1/asm_offsets.inc scripts/kernel.mk | tools
	@mkdir -p $$(@D)
	@echo "  NASM   $$@"
	@nasm $(nasmflags) -I build/$1/ -M -MP -MT $$@ -MF $$(@:.o=.d) $$<
	@nasm $(nasmflags) -I build/$1/ $$< -o $$@

build/$1/kernel/screen/font.asm.o: build/font.bin

-include $(cpp:%=build/$1/%.d) $(asm:%=build/$1/%.d) build/$1/asm_offsets.inc.d
endef

font := $(firstword $(wildcard /usr/share/grub/unicode.pf2 /usr/share/grub2/unicode.pf2))

build/font.bin: scripts/font | tools
	@echo "  FONT   $@"
	@$(PYTHON) scripts/font $(or $(font),/usr/share/grub/unicode.pf2) $@

$(foreach compiler,gcc clang,$(eval $(call rules,$(compiler))))
