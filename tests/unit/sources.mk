# The pure parts of the kernel: they take spans, return values, and compile on the host as they are.
UNIT_SOURCES := boot/command_line.cpp boot/multiboot2.cpp hibernate/disk_format.cpp hibernate/image.cpp \
                hibernate/nvme_types.cpp hibernate/restore_plan.cpp boot/placement.cpp kernel/hash.cpp kernel/pci_tables.cpp kernel/power.cpp kernel/acpi.cpp kernel/memory_map.cpp \
                smp/cpu_list.cpp smp/topology.cpp
