// libqrcodegen is Debian's own build, made for a program of Linux. What such a program finds, and this kernel has not:
//
//   SSE registers               the compiler copies structures through them (System V ABI, AMD64 supplement,
//                               "Registers"; all of x86-64 has SSE2)
//   a stack guard at FS:0x28    -fstack-protector-strong (GCC, i386.h: TARGET_THREAD_SSP_OFFSET)
//   a few functions             of libc's, in hosted.cpp: -D_FORTIFY_SOURCE checks lengths by them
//
// No life may touch SSE while its story goes on: nobody saves those registers when a CPU crosses. So this is for the
// end, when there is only a screen left to be drawn.
#pragma once

namespace hosted {
// Boot CPU; after it nothing of the story goes on.
void begin();
} // namespace hosted
