/* Gives Linux a hibernated kernel to resume that it has never seen: ours.  Runs in Linux' initramfs, as
 *
 *     resume IMAGE BASE ENTRY WORDS
 *
 * IMAGE holds the pages from physical address BASE on, ENTRY is where it is entered, WORDS is its command line.
 *
 * What /dev/snapshot takes is kernel/power/user.c and snapshot.c: a header page, pages of page frame numbers, then the
 * pages in ascending order.  Of the header Linux checks three things only: the magic and the checksum of the firmware's
 * memory map (arch/x86/power/hibernate.c), and how many pages of memory there are.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096, INFORMATION_PAGES = 4, MOST_ENTRIES = 256 };
#define SNAPSHOT_FREEZE _IO('3', 1)
#define SNAPSHOT_ATOMIC_RESTORE _IO('3', 4)

struct header { /* struct restore_data_record over the beginning of struct swsusp_info */
    uint64_t jump_address, jump_address_phys, cr3, magic, memory_map_checksum;
    char rest_of_utsname[352];
    uint32_t version_code, padding;
    uint64_t physical_pages, cpus, image_pages, pages, size;
    char rest[PAGE - 440];
} __attribute__((packed));
_Static_assert(sizeof(struct header) == PAGE, "one page");

struct e820 {
    uint32_t count;
    struct entry {
        uint64_t address, size;
        uint32_t type;
    } __attribute__((packed)) entries[MOST_ENTRIES];
} __attribute__((packed));

static void fail(const char* what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static int read_text(char* into, size_t size, const char* path) {
    const int fd = open(path, O_RDONLY);
    if (fd < 0) return 0;
    const ssize_t length = read(fd, into, size - 1);
    close(fd);
    into[length > 0 ? length : 0] = 0;
    return length > 0;
}

static uint64_t field(int entry, const char* name, char* text, size_t size) {
    char path[64];
    snprintf(path, sizeof(path), "/sys/firmware/memmap/%d/%s", entry, name);
    return read_text(text, size, path) ? strtoull(text, 0, 16) : 0;
}

static uint32_t type_of(const char* text) {
    static const char* const names[] = {"System RAM", "Reserved", "ACPI Tables", "ACPI Non-volatile", "Unusable"};
    for (uint32_t i = 0; i < 5; i++) {
        if (strncmp(text, names[i], strlen(names[i])) == 0) return i + 1;
    }
    return 2;
}

static void read_memory_map(struct e820* map) {
    char text[64];
    for (int i = 0; i < MOST_ENTRIES; i++) {
        const uint64_t end = field(i, "end", text, sizeof(text)); /* inclusive */
        if (end == 0) break;
        struct entry* e = &map->entries[map->count++];
        e->address = field(i, "start", text, sizeof(text));
        e->size = end - e->address + 1;
        field(i, "type", text, sizeof(text));
        e->type = type_of(text);
    }
}

static uint64_t checksum_of(const struct e820* map) { /* ~crc32_le(~0, …) */
    const uint8_t* bytes = (const uint8_t*)map;
    uint32_t crc = ~0u;
    for (size_t i = 0; i < 4 + map->count * sizeof(struct entry); i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static uint64_t physical_pages(void) {
    FILE* file = fopen("/proc/zoneinfo", "r");
    char line[256];
    uint64_t sum = 0, pages;
    if (!file) fail("/proc/zoneinfo");
    while (fgets(line, sizeof(line), file)) sum += sscanf(line, " present %lu", &pages) == 1 ? pages : 0;
    fclose(file);
    return sum;
}

/* Multiboot2 boot information (specification 2.0, section 3.6): the command line and the memory map. */
static void write_information(uint8_t* at, const struct e820* map, const char* words) {
    uint32_t* word = (uint32_t*)at;
    uint32_t size = 8 + (uint32_t)strlen(words) + 1, used = 8;
    word[2] = 1;
    word[3] = size;
    strcpy((char*)at + 16, words);
    used += (size + 7) & ~7u;
    uint32_t* tag = (uint32_t*)(at + used);
    tag[0] = 6;
    tag[1] = 16 + 24 * map->count;
    tag[2] = 24;
    for (uint32_t i = 0; i < map->count; i++) memcpy(tag + 4 + 6 * i, &map->entries[i], sizeof(struct entry));
    used += (tag[1] + 7) & ~7u;
    ((uint32_t*)(at + used))[1] = 8; /* the tag that ends it is of type 0 */
    word[0] = used + 8;
}

static void put(int fd, const void* page, const char* what) {
    if (write(fd, page, PAGE) != PAGE) fail(what);
}

int main(int argc, char** argv) {
    static struct e820 map;
    static uint64_t numbers[PAGE / 8];
    static char words[2048];
    struct stat status;
    if (argc != 5 || stat(argv[1], &status) != 0) fail("resume IMAGE BASE ENTRY WORDS");
    const uint64_t base = strtoull(argv[2], 0, 0), entry = strtoull(argv[3], 0, 0);
    const uint64_t image = ((uint64_t)status.st_size + PAGE - 1) / PAGE, all = image + INFORMATION_PAGES;
    const uint64_t number_pages = (all + PAGE / 8 - 1) / (PAGE / 8);
    uint8_t* memory = calloc(all, PAGE);
    FILE* file = fopen(argv[1], "r");
    if (!memory || !file || fread(memory, 1, (size_t)status.st_size, file) != (size_t)status.st_size) fail(argv[1]);
    read_text(words, sizeof(words), argv[4]);
    read_memory_map(&map);
    write_information(memory + image * PAGE, &map, words);

    const struct header header = {
        .jump_address = entry,
        .jump_address_phys = entry,
        .cr3 = base + image * PAGE, /* Linux hands it over in r9 and does not use it: where the information is */
        .magic = 0x23456789ABCDEF02,
        .memory_map_checksum = checksum_of(&map),
        .physical_pages = physical_pages(),
        .cpus = 1,
        .image_pages = all,
        .pages = all + number_pages + 1,
        .size = (all + number_pages + 1) * PAGE,
    };
    const int fd = open("/dev/snapshot", O_WRONLY);
    if (fd < 0) fail("/dev/snapshot");
    put(fd, &header, "the header");
    for (uint64_t first = 0; first < all; first += PAGE / 8) {
        for (uint64_t i = 0; i < PAGE / 8; i++) numbers[i] = first + i < all ? base / PAGE + first + i : ~0ull;
        put(fd, numbers, "page frame numbers");
    }
    for (uint64_t i = 0; i < all; i++) put(fd, memory + i * PAGE, "a page");
    if (ioctl(fd, SNAPSHOT_FREEZE) != 0) fail("SNAPSHOT_FREEZE");
    ioctl(fd, SNAPSHOT_ATOMIC_RESTORE);
    fail("SNAPSHOT_ATOMIC_RESTORE");
}
