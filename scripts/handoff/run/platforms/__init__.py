"""The machines that the kernel runs on, one module for each emulator."""
