# The pure parts of the kernel: they take spans, return values, and compile on the host as they are.
UNIT_SOURCES := $(addprefix boot/,linux_acpi.cpp linux_archive.cpp linux_boot_params.cpp linux_places.cpp) \
                $(addprefix boot/,multiboot2.cpp placement.cpp) \
                $(addprefix hibernate/,disk/disk_format.cpp disk/label.cpp disk/nvme_types.cpp image/image.cpp) \
                hibernate/image/restore_plan.cpp \
                $(addprefix smp/,cpu_grid.cpp cpu_list.cpp method/matrix_rows.cpp method/row_results.cpp topology.cpp) \
                $(wildcard kernel/options/*.cpp smp/*/options.cpp hibernate/*/options.cpp) \
                $(addprefix kernel/,base/hash.cpp cpu/machine_check_banks.cpp cpu/tsc_rate.cpp) \
                $(addprefix kernel/device/,acpi.cpp pci_tables.cpp power_tables.cpp smbios_tables.cpp) \
                $(addprefix kernel/memory/,mapped_memory.cpp memory_map.cpp range_set.cpp) \
                $(addprefix kernel/result/,kept_lines.cpp pieces.cpp qr_code.cpp)
