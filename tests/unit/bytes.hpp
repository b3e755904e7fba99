// Building tables byte by byte.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

class ByteBuilder {
  public:
    template <typename T>
    ByteBuilder& add(T value) {
        const auto* p = reinterpret_cast<const std::byte*>(&value);
        bytes_.insert(bytes_.end(), p, p + sizeof(T));
        return *this;
    }
    ByteBuilder& text(std::string_view s) {
        for (const char c : s) add(c);
        return *this;
    }
    ByteBuilder& zeros(size_t n) {
        bytes_.resize(bytes_.size() + n);
        return *this;
    }
    // Makes all bytes sum to zero by the byte at `offset`.
    ByteBuilder& checksum(size_t offset) {
        unsigned sum = 0;
        bytes_[offset] = std::byte{0};
        for (const std::byte b : bytes_) sum += std::to_integer<unsigned>(b);
        bytes_[offset] = static_cast<std::byte>(256 - sum % 256);
        return *this;
    }
    template <typename T>
    ByteBuilder& put(size_t offset, T value) {
        memcpy(bytes_.data() + offset, &value, sizeof(T));
        return *this;
    }
    std::span<const std::byte> view() const { return bytes_; }
    size_t size() const { return bytes_.size(); }

  private:
    std::vector<std::byte> bytes_;
};
