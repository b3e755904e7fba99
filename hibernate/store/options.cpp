// store=
#include "hibernate/store/store.hpp"
#include "kernel/options/kinds.hpp"

OPTION(store) = option_kind::row_of_set<&Options::store>("store", "Where the image is kept while the machine restarts.",
                                                         "@stores", "ram");
