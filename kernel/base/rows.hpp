// Sets of things that the command line names: methods, events, probes, options, stores. A set is gathered by the
// linker (linker.ld), so a file that is added is the whole of its row: no table names it, and it cannot be left out
// of one.
//
//     METHOD(hlt) = {.name = "hlt", .text = "…", …};     // declares the row and puts it into the set, in one statement
//     for (const Method* m : rows<Method>()) …
//
// Every row begins with its name and one sentence about it. The scripts read the sets from the ELF (symbols
// rows_NAME_start and rows_NAME_end, an array of pointers to rows), so what the kernel knows is written once. A set is
// sorted by the identifiers of its rows: its order is the same whatever the compiler and the order of the files.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

template <typename T>
constexpr bool begins_with_name_and_text() {
    return offsetof(T, name) == 0 && offsetof(T, text) == sizeof(std::string_view) &&
           std::is_same_v<decltype(T::name), std::string_view> && std::is_same_v<decltype(T::text), std::string_view>;
}
template <typename T>
concept Row = begins_with_name_and_text<T>();

// Every row of T's set. Logic takes the span, so that host tests can bring rows of their own.
template <typename T>
std::span<const T* const> rows();

// nullptr if there is none of this name.
template <Row T>
constexpr const T* find_row(std::span<const T* const> set, std::string_view name) {
    for (const T* row : set) {
        if (row->name == name) return row;
    }
    return nullptr;
}

// Once a type, after its definition; linker.ld has the set's symbols.
#define ROW_SET(Type, set)                                                                                             \
    static_assert(Row<Type>);                                                                                          \
    extern "C" const Type* const rows_##set##_start[];                                                                 \
    extern "C" const Type* const rows_##set##_end[];                                                                   \
    template <>                                                                                                        \
    inline std::span<const Type* const> rows<Type>() {                                                                 \
        return {rows_##set##_start, rows_##set##_end};                                                                 \
    }

// The row `object`, sorted as `id`. The section's name is a C identifier on purpose: clang's ASan puts padding
// between the objects of any other section.
#define ROW(Type, set, id, object)                                                                                     \
    extern const Type object;                                                                                          \
    [[gnu::used, gnu::section("rows_" #set "_" #id)]] static constexpr const Type* row_##set##_##id = &object;         \
    constexpr Type object
