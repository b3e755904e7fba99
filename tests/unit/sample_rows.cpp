// Methods, events, probes and stores for the host, where the kernel's own cannot run: the command line knows the
// names of these.
#include "hibernate/store/store.hpp"
#include "smp/method/method.hpp"
#include "smp/probe/probe.hpp"

namespace {

template <typename T>
constexpr T named(std::string_view name) {
    T row{};
    row.name = name;
    return row;
}

} // namespace

METHOD(hlt) = named<Method>("hlt");
METHOD(park) = named<Method>("park");
METHOD(park_noidt) = named<Method>("park,noidt");
EVENT(nmi) = named<Event>("nmi");
STORE(nvme) = named<ImageStore>("nvme");
STORE(ram) = named<ImageStore>("ram");
PROBE(tsc) = named<Probe>("tsc");
