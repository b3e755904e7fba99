// The linker's build id of this kernel: an image may only be resumed by the build that wrote it.
#pragma once

#include "hibernate/image/image.hpp"

BuildId own_build_id();
