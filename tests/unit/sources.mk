# The pure parts of the kernel: they take spans, return values, and compile on the host as they are.
UNIT_SOURCES := $(addprefix boot/,multiboot2.cpp placement.cpp) \
                $(addprefix hibernate/,disk/disk_format.cpp disk/label.cpp disk/nvme_types.cpp image/image.cpp image/restore_plan.cpp) \
                $(addprefix smp/,cpu_grid.cpp cpu_list.cpp method/matrix_rows.cpp topology.cpp) \
                $(wildcard kernel/options/*.cpp smp/*/options.cpp hibernate/*/options.cpp) \
                $(addprefix kernel/,base/hash.cpp cpu/machine_check_banks.cpp cpu/tsc_rate.cpp device/acpi.cpp device/pci_tables.cpp device/power_tables.cpp memory/mapped_memory.cpp memory/memory_map.cpp memory/range_set.cpp)
