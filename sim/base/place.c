/* place - where something stands in the input, for messages: FILE:LINE, or the --set that brought it. */
#include "place.h"

#include "nearest.h"
#include "scenario/scenario.h"

gboolean place_error(const Place *place, GError **error, const char *format, ...)
{
    g_autofree char *message = NULL;
    va_list arguments;

    va_start(arguments, format);
    message = g_strdup_vprintf(format, arguments);
    va_end(arguments);

    if (place->set) {
        g_autofree char *set = nearest_quote(place->set);
        g_set_error(error, SCENARIO_ERROR, 0, "--set %s: %s", set, message);
    } else if (place->line) {
        g_set_error(error, SCENARIO_ERROR, 0, "%s:%u: %s", place->file, place->line, message);
    } else {
        g_set_error(error, SCENARIO_ERROR, 0, "%s: %s", place->file, message);
    }
    return FALSE;
}
