#include "smp/method/matrix_rows.hpp"

#include <algorithm>

namespace {

constexpr InjectAt points[] = {InjectAt::Parked, InjectAt::Copying, InjectAt::Copied, InjectAt::Reclaim};
constexpr Inject events[] = {Inject::None, Inject::Store, Inject::Nmi};

class Rows {
  public:
    explicit Rows(std::span<MatrixRow> rows) : rows_(rows) {}
    void add_event(const Method& method, Inject event) {
        if (event == Inject::Store && method.wait_word == nullptr) return; // n/a
        for (const InjectAt at : points) {
            if (count_ < rows_.size()) rows_[count_++] = {&method, event, at};
            if (event == Inject::None) return;
        }
    }
    size_t count() const { return count_; }

  private:
    std::span<MatrixRow> rows_;
    size_t count_ = 0;
};

} // namespace

bool is_meant_to_crash(const MatrixRow& row) {
    const Method& m = *row.method;
    if (m.dies_of & Death::Anyway) return true;
    const Death of = row.inject == Inject::Nmi   ? Death::Nmi
                     : row.inject == Inject::Smi ? Death::Smi
                     : row.inject == Inject::Mce ? Death::MachineCheck
                                                 : Death::Nothing;
    // While A is whole, what an event needs of it is there.
    return (m.dies_of & of) && (m.needs == Needs::Nothing || row.at != InjectAt::Parked);
}

size_t list_rows(std::span<const Method* const> methods, const Options& asked, std::span<MatrixRow> rows) {
    Rows list(rows);
    for (const Method* method : methods) {
        if (method->is_probing) continue;
        for (const Inject event : events) {
            if (asked.inject == Inject::None) list.add_event(*method, event);
        }
        if (asked.inject != Inject::None) list.add_event(*method, asked.inject);
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
    o.inject = row.inject;
    o.at = row.at;
    return o;
}
