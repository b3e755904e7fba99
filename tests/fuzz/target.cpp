// libFuzzer's side of a fuzz target.
#include "tests/fuzz/target.hpp"

#include <cstdint>
#include <fstream>
#include <string>

// The last argument is the directory of the corpus: libFuzzer reads it after this.
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
    const std::string directory = (*argv)[*argc - 1];
    const auto all = seeds();
    for (size_t i = 0; i < all.size(); i++) {
        const auto bytes = all[i].view();
        std::ofstream(directory + "/seed-" + std::to_string(i), std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::vector<std::byte> copy(reinterpret_cast<const std::byte*>(data),
                                      reinterpret_cast<const std::byte*>(data) + size);
    examine(copy);
    return 0;
}
