/* For Linux' init, with TO=linux: Linux is kernel B and has got its CPUs from our kernel A.  Says in A's log what has
 * become of them, of the safe pages and of the event, ends it with the RESULT, and the machine by the exit port.
 *
 * What A has told is on the command line, as handoff.WORD=VALUE (boot/linux_papers.cpp).  */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <termios.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define PAGE 4096ull
#define EXIT_PORT 0xf4
#define FIRST_CHECK 3 /* A has printed two */
#define MOST_CPUS 65536

enum verdict { RECOVERED, UNPROVEN, LOST, CORRUPTED }; /* the worse the later */
static const char* const names[] = {"recovered", "unproven", "lost", "corrupted"};
static const int exit_codes[] = {0, 77, 1, 1};

static char words[4096];
static FILE* out;
static enum verdict worst;
static const char* reason = "every-check-passed";
static int number = FIRST_CHECK;

/* The value of the n-th word of this name, in a buffer of its own; "" if there is none. */
static const char* word(const char* name, int n) {
    char key[64];
    snprintf(key, sizeof(key), " handoff.%s=", name);
    const char* at = words;
    while ((at = strstr(at, key)) != 0 && n-- > 0) at++;
    if (!at) return "";
    at += strlen(key);
    return strndup(at, strcspn(at, " \n"));
}

static uint64_t value(const char* name) { return strtoull(word(name, 0), 0, 0); }

/* Physical memory that Linux does not call its own; 0 if it does not let us see it. */
static const void* memory(uint64_t address, uint64_t bytes) {
    static int fd = -1;
    if (fd < 0) fd = open("/dev/mem", O_RDONLY);
    const uint64_t begin = address & ~(PAGE - 1);
    void* at = mmap(0, address + bytes - begin, PROT_READ, MAP_SHARED, fd, (off_t)begin);
    return at == MAP_FAILED ? 0 : (const char*)at + (address - begin);
}

static uint64_t peek(const char* name, size_t bytes) {
    uint64_t found = 0;
    const void* at = *word(name, 0) ? memory(value(name), bytes) : 0;
    if (at) memcpy(&found, at, bytes);
    return found;
}

static void check(int holds, const char* name, enum verdict if_not, const char* why) {
    fprintf(out, "%s %d - %s\n", holds ? "ok" : "not ok", number++, name);
    if (holds || if_not <= worst) return;
    worst = if_not;
    reason = why;
}

/* "k/n", or "?" of what nobody could look at. */
static const char* share(unsigned long long good, unsigned long long all) {
    static char text[64];
    snprintf(text, sizeof(text), all ? "%llu/%llu" : "?", good, all);
    return text;
}

/* Those that are online are listed, by Linux' number and with the APIC id. Returns how many different ones. */
static unsigned cpus(void) {
    static uint8_t seen[MOST_CPUS];
    char line[4096];
    unsigned cpu = 0, apic, count = 0;
    FILE* file = fopen("/proc/cpuinfo", "r");
    while (file && fgets(line, sizeof(line), file)) {
        sscanf(line, "processor : %u", &cpu);
        if (sscanf(line, "apicid : %u", &apic) != 1 || apic >= MOST_CPUS) continue;
        fprintf(out, "# linux cpu=%u apic=%u\n", cpu, apic);
        count += !seen[apic];
        seen[apic] = 1;
    }
    return count;
}

/* Whether one line of /proc/iomem that says Reserved has the whole range. */
static int is_reserved(uint64_t base, uint64_t end) {
    char line[256], what[64];
    unsigned long long first, last;
    FILE* file = fopen("/proc/iomem", "r");
    while (file && fgets(line, sizeof(line), file)) {
        if (sscanf(line, "%llx-%llx : %63s", &first, &last, what) != 3 || strcmp(what, "Reserved") != 0) continue;
        if (first > base || last + 1 < end) continue;
        fprintf(out, "# linux reserved base=0x%llx pages=%llu\n", first, (last + 1 - first) / PAGE);
        return 1;
    }
    return 0;
}

/* The ranges of the safe pages that nobody may have changed, and how many of their pages are as A has left them. */
static unsigned long long kept_pages(unsigned long long* all) {
    unsigned long long good = 0, base, pages, hash;
    for (int n = 0; sscanf(word("kept", n), "%llx:%llu:%llx", &base, &pages, &hash) == 3; n++) {
        const void* at = memory(base, pages * PAGE);
        const unsigned long long found = at ? XXH64(at, pages * PAGE, 0) : 0;
        fprintf(out, "# linux found base=0x%llx pages=%llu hash=0x%016llx\n", base, pages, found);
        *all += pages;
        good += at && found == hash ? pages : 0;
    }
    return good;
}

/* A leaves the mailbox empty: a start-up address in it is Linux', and then no INIT was its way. Without others: 1. */
static int is_by_mailbox(unsigned cpus) {
    const unsigned long long vector = peek("wakeup_vector", 8);
    fprintf(out, "# linux took by=%s vector=0x%llx\n", cpus == 1 ? "nobody" : vector ? "mailbox" : "init-sipi", vector);
    return cpus == 1 || vector != 0;
}

/* Linux gets no less memory than a block at a time, and that only where a file takes its address. */
static void say_that_they_stay(void) {
    char block[32] = "?";
    FILE* file = fopen("/sys/devices/system/memory/block_size_bytes", "r");
    if (file && fscanf(file, "%31s", block) != 1) strcpy(block, "?");
    const char* may_add = access("/sys/devices/system/memory/probe", W_OK) == 0 ? "yes" : "no";
    fprintf(out, "# linux keeps the safe pages reserved: memory-block=0x%s may-add=%s\n", block, may_add);
}

static int event_came(void) {
    const int asked = strcmp(word("inject", 0), "none") != 0;
    const unsigned long long sent = peek("sent", 4), unanswered = peek("unanswered", 4), storm = value("storm");
    if (!asked) return 1;
    fprintf(out, "# inject %s at=%s t=%llu sent=%llu unanswered=%llu\n", word("inject", 0), word("at", 0),
            (unsigned long long)peek("sent_at", 8), sent, unanswered);
    return sent == storm && unanswered == 0 && (!*word("counted", 0) || peek("counted", 8) >= storm);
}

static sigjmp_buf at_fault;
static void on_fault(int signal) { siglongjmp(at_fault, signal); }

/* Lockdown takes ports from everybody, and QEMU's SVM from all user space (docs/bugs/qemu-ports-in-an-svm-guest.md).
 * Then Linux switches the machine off, and says so before: else that were no end of this story. */
static int has_exit_port(void) {
    volatile int has = 0; /* volatile, as it lives over the jump */
    signal(SIGSEGV, on_fault);
    if (ioperm(EXIT_PORT, 1, 1) == 0 && sigsetjmp(at_fault, 1) == 0) {
        inb(EXIT_PORT);
        has = 1;
    }
    signal(SIGSEGV, SIG_DFL);
    if (!has) fprintf(out, "# linux powers off: no port is to be had\n");
    return has;
}

static void open_log(void) {
    struct termios raw;
    out = fopen("/dev/ttyS0", "w");
    if (!out) exit(1);
    tcgetattr(fileno(out), &raw);
    cfmakeraw(&raw);
    cfsetspeed(&raw, B115200);
    tcsetattr(fileno(out), TCSANOW, &raw);
}

int main(void) {
    struct utsname name;
    unsigned long long all = 0;
    FILE* file = fopen("/proc/cmdline", "r");
    if (!file || !fgets(words, sizeof(words), file)) return 1;
    uname(&name);
    open_log();
    const unsigned wanted = (unsigned)value("cpus");
    const char* pages_of_safe = strchr(word("safe", 0), ':');
    const uint64_t safe = value("safe"), bytes = (pages_of_safe ? strtoull(pages_of_safe + 1, 0, 10) : 0) * PAGE;
    fprintf(out, "# linux nonce=%s release=%s\n", word("nonce", 0), name.release);
    const unsigned online = cpus();
    const int sees = memory(safe, bytes) != 0; /* else there is nothing to be told of what lies there */
    const int by_mailbox = sees && is_by_mailbox(wanted), at_mailbox = strcmp(word("method", 0), "mailbox") == 0;
    const int reserved = is_reserved(safe, safe + bytes);
    const unsigned long long good = sees ? kept_pages(&all) : 0;
    if (reserved) say_that_they_stay();
    const int event = sees && event_came(), exit_port = has_exit_port();
    check(online == wanted, "Linux has every cpu of the MADT online", LOST, "cpus-missing");
    check(reserved, "the safe pages are reserved in Linux' memory map", CORRUPTED, "safe-pages-not-reserved");
    check(sees, "Linux' init may read the safe pages", UNPROVEN, "safe-pages-not-readable");
    if (sees) {
        /* A Linux before 5.19 knows no mailbox: it has them, but by INIT. */
        check(by_mailbox || !at_mailbox, "Linux took them by the mailbox, if they wait at it", UNPROVEN,
              "linux-took-them-by-init-sipi");
        check(all && good == all, "the safe pages' record, code, tables and list are as A left them", CORRUPTED,
              "memory-differs");
        check(event, "every event that was to be provoked was, and came where it is counted", UNPROVEN,
              "event-not-provoked");
    }
    const char* inject = word("inject", 0);
    fprintf(out,
            "# RESULT %s method=%s offline=%s inject=%s at=%s cpus=%u/%u pages=%s platform=? boot=? store=%s "
            "layout=%s cycles=%d/1 reason=%s\n",
            names[worst], word("method", 0), word("offline", 0), inject,
            strcmp(inject, "none") == 0 ? "none" : word("at", 0), online, wanted, share(good, all), word("store", 0),
            word("layout", 0), worst == RECOVERED, reason);
    fflush(out);
    tcdrain(fileno(out));
    if (!exit_port) return 0; /* to init.sh, which does it */
    outb((unsigned char)exit_codes[worst], EXIT_PORT);
    pause();
}
