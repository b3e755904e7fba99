#include <gtest/gtest.h>

#include <numeric>

#include "boot/linux_acpi.hpp"
#include "madt.hpp"
#include "rsdp.hpp"

namespace {

unsigned sum(std::span<const std::byte> bytes) {
    return std::accumulate(bytes.begin(), bytes.end(), 0u,
                           [](unsigned s, std::byte b) { return s + std::to_integer<unsigned>(b); }) %
           256;
}

template <typename T>
T at(std::span<const std::byte> bytes, size_t offset) {
    T value;
    memcpy(&value, bytes.data() + offset, sizeof(T));
    return value;
}

std::array<std::byte, 512> room;

TEST(LinuxRsdp, IsReadAsWhatItWasMadeFrom) {
    for (const acpi::Root made : {acpi::Root{{0x123000}, true}, acpi::Root{{0x456000}, false}}) {
        ASSERT_EQ(linux_acpi::put_rsdp(room, made), linux_acpi::rsdp_size);
        const auto read = acpi::parse_rsdp(std::span(room).first(linux_acpi::rsdp_size));
        ASSERT_TRUE(read);
        EXPECT_EQ(read->address, made.address);
        EXPECT_EQ(read->is_xsdt, made.is_xsdt);
    }
    EXPECT_EQ(linux_acpi::put_rsdp(std::span(room).first(35), {}), 0u);
}

TEST(MailboxMadt, HasOneEntryMoreAndTheSameCpus) {
    Madt madt;
    madt.local_apic(0, 1).other().local_apic(2, 1);
    const size_t size = linux_acpi::put_madt_with_mailbox(room, madt.b.view(), {0x105000});
    ASSERT_EQ(size, madt.b.size() + linux_acpi::wakeup_entry_size);
    const std::span<const std::byte> made = std::span(room).first(size);
    EXPECT_EQ(sum(made), 0u);
    EXPECT_EQ(at<uint32_t>(made, 4), size);
    EXPECT_TRUE(wakes_by_mailbox(made));
    EXPECT_EQ(list_cpus(made, {0}, {}), list_cpus(madt.b.view(), {0}, {}));
    EXPECT_EQ(at<uint8_t>(made, size - 16), 0x10);
    EXPECT_EQ(at<uint8_t>(made, size - 15), 16);
    EXPECT_EQ(at<uint16_t>(made, size - 14), 0u) << "mailbox version";
    EXPECT_EQ(at<uint64_t>(made, size - 8), 0x105000u);
}

TEST(MailboxMadt, AnotherMailboxDoesNotStay) {
    Madt madt;
    madt.local_apic(0, 1);
    const size_t size = linux_acpi::put_madt_with_mailbox(room, madt.b.view(), {0x105000});
    const std::vector<std::byte> first(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(linux_acpi::put_madt_with_mailbox(room, first, {0x205000}), size);
    EXPECT_EQ(at<uint64_t>(room, size - 8), 0x205000u);
}

TEST(MailboxMadt, NeedsRoomAndEntriesThatMakeSense) {
    Madt madt;
    madt.local_apic(0, 1);
    EXPECT_EQ(linux_acpi::put_madt_with_mailbox(std::span(room).first(madt.b.size() + 15), madt.b.view(), {}), 0u);
    EXPECT_EQ(linux_acpi::put_madt_with_mailbox(room, madt.b.view().first(43), {}), 0u);
    madt.b.put<uint8_t>(45, 9);
    EXPECT_EQ(linux_acpi::put_madt_with_mailbox(room, madt.b.view(), {}), 0u);
}

TEST(NewRoot, NamesTheNewTableInThePlaceOfTheOld) {
    for (const bool is_xsdt : {false, true}) {
        ByteBuilder root;
        root.zeros(36);
        for (const uint64_t table : {0x1000u, 0x2000u, 0x3000u}) {
            if (is_xsdt) root.add(table);
            else root.add(static_cast<uint32_t>(table));
        }
        const size_t width = is_xsdt ? 8 : 4;
        ASSERT_EQ(linux_acpi::put_root_with(room, root.view(), is_xsdt, {0x2000}, {0x9000}), root.size());
        EXPECT_EQ(sum(std::span(room).first(root.size())), 0u);
        EXPECT_EQ(at<uint32_t>(room, 36), 0x1000u);
        EXPECT_EQ(at<uint32_t>(room, 36 + width), 0x9000u);
        EXPECT_EQ(at<uint32_t>(room, 36 + 2 * width), 0x3000u);
        EXPECT_EQ(linux_acpi::put_root_with(room, root.view(), is_xsdt, {0x4000}, {0x9000}), 0u);
    }
}

} // namespace
