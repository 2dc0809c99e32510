/* guard_policy - a plug-in's policy, wrapped so that what goes wrong in it has a name; its plan is checked where it is used. */
#include "plugin/guard.h"
