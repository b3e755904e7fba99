#include "hibernate/store/store.hpp"

#include <algorithm>

#include "hibernate/image/build_id.hpp"
#include "hibernate/image/snapshot.hpp"
#include "kernel/log/print.hpp"

void adopt(LifeRecord& record, const FoundImage& found, Layout layout) {
    const PhysRange pristine = record.placement.pristine; // where the loader put it this time
    record.placement = found.placement;
    record.placement.pristine = pristine;
    record.image_nonce = found.nonce;
    record.image = found.placement.store.base;
    record.generation = found.generation;
    begin_next_life(record, LifeName::A, layout);
}

std::span<const std::byte> image_of(const Life& life) {
    const auto& header = *direct_map<const ImageHeader>(life.record.image);
    return {direct_map<const std::byte>(life.record.image),
            std::min(header.total_bytes, life.record.placement.store.size)};
}

Refusal judge_own_header(Life& life) {
    auto* ids = life.arena.take_array<uint32_t>(cpus().size());
    for (size_t i = 0; i < cpus().size(); i++) ids[i] = cpus()[i].apic_id.value;
    const Placement& p = life.record.placement;
    return judge_header(image_of(life), {
                                            .build_id = own_build_id(),
                                            .nonce = life.record.image_nonce,
                                            .memory = &life.record.machine.memory,
                                            .apic_ids = {ids, cpus().size()},
                                            .safe = p.safe,
                                            .store = p.store,
                                            .trampoline = p.trampolines[0],
                                        });
}

void finish_image(Life& life, bool now) {
    const auto& image = *direct_map<const ImageHeader>(life.record.image);
    {
        const PhaseScope phase(Phase::Checksum, now ? image.total_bytes : 0);
        if (now) snapshot::compute_checksums(life.record);
    }
    const Stamps& s = life.record.stamps;
    print("# image bytes={} us={}\n", image.total_bytes,
          tsc::to_microseconds(s[Phase::Checksum].end - s[Phase::Write].begin));
    snapshot::damage(life.record, life.options.fault);
}
