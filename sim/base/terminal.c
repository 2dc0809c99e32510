/* terminal - what the terminal at the other end can show. */
#include "terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#define USUAL_WIDTH 80

gboolean terminal_is(FILE *stream)
{
    return isatty(fileno(stream));
}

gboolean terminal_is_clever(FILE *stream)
{
    const char *kind = g_getenv("TERM");

    return terminal_is(stream) && kind && !g_str_equal(kind, "dumb");
}

gboolean terminal_has_colour(FILE *stream)
{
    const char *no_color = g_getenv("NO_COLOR");

    return (!no_color || *no_color == '\0') && terminal_is_clever(stream);
}

guint terminal_width(FILE *stream)
{
    struct winsize size;

    if (terminal_is(stream) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return USUAL_WIDTH;
}

gboolean terminal_has_unicode(void)
{
    return g_get_charset(NULL);
}
