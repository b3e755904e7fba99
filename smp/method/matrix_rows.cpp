#include "smp/method/matrix_rows.hpp"

#include <algorithm>

namespace {

constexpr InjectAt points[] = {InjectAt::Parked, InjectAt::Copying, InjectAt::Copied, InjectAt::Reclaim,
                               InjectAt::InInit};

class Rows {
  public:
    explicit Rows(std::span<MatrixRow> rows) : rows_(rows) {}
    void add_without_event(const Method& method) { add({&method, nullptr, InjectAt::Parked}); }
    void add_event(const Method& method, const Event& event) {
        if (!event.applies_to(method.wait_word)) return;
        for (const InjectAt at : points) {
            if (at != InjectAt::InInit || method.stop != nullptr) add({&method, &event, at});
        }
    }
    size_t count() const { return count_; }

  private:
    void add(const MatrixRow& row) {
        if (count_ < rows_.size()) rows_[count_++] = row;
    }
    std::span<MatrixRow> rows_;
    size_t count_ = 0;
};

bool is_deadly(const Method& method, const Event* event) {
    return std::find(method.dies_of.begin(), method.dies_of.end(), event) != method.dies_of.end();
}

} // namespace

bool is_meant_to_crash(const MatrixRow& row) {
    const Method& m = *row.method;
    if (m.dies_anyway) return true;
    // Whatever a CPU waited in, INIT has taken it out, and NMI and SMI stay pending (SDM vol. 3, chapter "VM Entries").
    if (row.event != nullptr && row.at == InjectAt::InInit) return row.event->kills_in_init;
    // While A is whole, what an event needs of it is there.
    return is_deadly(m, row.event) && (m.needs == Needs::Nothing || row.at != InjectAt::Parked);
}

size_t list_rows(std::span<const Method* const> methods, std::span<const Event* const> events, const Options& asked,
                 std::span<MatrixRow> rows) {
    Rows list(rows);
    for (const Method* method : methods) {
        if (method->is_probing) continue;
        if (asked.inject != nullptr) {
            list.add_event(*method, *asked.inject);
            continue;
        }
        list.add_without_event(*method);
        for (const Event* event : events) {
            if (event->is_everywhere) list.add_event(*method, *event);
        }
    }
    // Not std::stable_partition: it allocates.
    size_t kept = 0;
    for (size_t i = 0; i < list.count(); i++) {
        if (is_meant_to_crash(rows[i])) continue;
        const auto at = rows.begin() + static_cast<std::ptrdiff_t>(i);
        std::rotate(rows.begin() + static_cast<std::ptrdiff_t>(kept++), at, at + 1);
    }
    return list.count();
}

Options options_of(const Options& asked, const MatrixRow& row) {
    Options o = asked;
    o.method = row.method;
    o.inject = row.event;
    o.at = row.at;
    return o;
}
