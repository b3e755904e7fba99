# The pure parts of the kernel: they take spans, return values, and compile on the host as they are.
UNIT_SOURCES := $(addprefix boot/,command_line.cpp multiboot2.cpp placement.cpp) \
                $(addprefix hibernate/,disk_format.cpp image.cpp nvme_types.cpp restore_plan.cpp) \
                $(addprefix smp/,cpu_grid.cpp cpu_list.cpp matrix_rows.cpp topology.cpp) \
                $(addprefix kernel/,acpi.cpp hash.cpp memory_map.cpp pci_tables.cpp power.cpp)
