/* keyboard - the terminal as a place where keys are pressed and a whole screen is drawn.
 *
 * Plain control sequences of ECMA-48, which every terminal of today knows; a signal handler finds what it
 * is to put back in static variables only. */
#include "keyboard.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/terminal.h"

#define ENTER "\033[?1049h\033[?25l\033[?7l" /* the other screen, no cursor, no wrapping */
#define LEAVE "\033[0m\033[?7h\033[?25h\033[?1049l"

static struct termios as_it_was;
static volatile sig_atomic_t is_open;

static char pending[64]; /* bytes that were read and are no key yet */
static gsize n_pending;

static void write_all(const char *bytes, gsize n)
{
    while (n > 0) {
        const gssize written = write(STDOUT_FILENO, bytes, n);

        if (written < 0 && errno != EINTR)
            return;
        bytes += MAX(written, 0);
        n -= (gsize)MAX(written, 0);
    }
}

gboolean keyboard_is_there(void)
{
    return terminal_is(stdin) && terminal_is_clever(stdout);
}

/* Safe in a signal handler. */
static void put_back(void)
{
    if (!is_open)
        return;
    is_open = FALSE;
    write_all(LEAVE, strlen(LEAVE));
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &as_it_was);
}

/* A poll that sleeps returns then. */
static void other_size(int number)
{
    (void)number;
}

gboolean keyboard_open(void)
{
    const struct sigaction wake = { .sa_handler = other_size, .sa_flags = SA_RESTART };
    struct termios raw;

    if (tcgetattr(STDIN_FILENO, &as_it_was) != 0)
        return FALSE;
    raw = as_it_was;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    raw.c_cc[VSUSP] = raw.c_cc[VQUIT] =
        _POSIX_VDISABLE; /* would leave the terminal as it is now; Ctrl-C does not */
    interrupt_at_end(put_back);
    is_open = TRUE;
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw) != 0) {
        is_open = FALSE;
        return FALSE;
    }
    sigaction(SIGWINCH, &wake, NULL);
    write_all(ENTER, strlen(ENTER));
    return TRUE;
}

void keyboard_close(void)
{
    put_back();
    interrupt_at_end(NULL);
}

/* ---- keys ---- */

static const struct {
    const char *bytes;
    Key key;
} keys[] = {
    { " ", KEY_PLAY },
    { "p", KEY_PLAY },
    { "n", KEY_FORWARD },
    { "\r", KEY_FORWARD },
    { "\n", KEY_FORWARD },
    { "l", KEY_FORWARD },
    { "\033[C", KEY_FORWARD },
    { "\033OC", KEY_FORWARD },
    { "\033[B", KEY_FORWARD },
    { "\033OB", KEY_FORWARD },
    { "b", KEY_BACK },
    { "\177", KEY_BACK },
    { "\b", KEY_BACK },
    { "h", KEY_BACK },
    { "\033[D", KEY_BACK },
    { "\033OD", KEY_BACK },
    { "\033[A", KEY_BACK },
    { "\033OA", KEY_BACK },
    { "\033[6~", KEY_FAR_FORWARD },
    { "N", KEY_FAR_FORWARD },
    { "\033[5~", KEY_FAR_BACK },
    { "B", KEY_FAR_BACK },
    { "\033[H", KEY_FIRST },
    { "\033OH", KEY_FIRST },
    { "\033[1~", KEY_FIRST },
    { "0", KEY_FIRST },
    { "\033[F", KEY_LAST },
    { "\033OF", KEY_LAST },
    { "\033[4~", KEY_LAST },
    { "$", KEY_LAST },
    { "+", KEY_FASTER },
    { "=", KEY_FASTER },
    { ">", KEY_FASTER },
    { "-", KEY_SLOWER },
    { "<", KEY_SLOWER },
    { "q", KEY_QUIT },
    { "Q", KEY_QUIT },
    { "\004", KEY_QUIT },
};

/* Bytes of the control sequence, or of the one byte, that `pending` begins with; 0: there is more to come. */
static gsize first_length(void)
{
    gsize n = 2;

    if (n_pending == 0 || pending[0] != '\033')
        return n_pending > 0;
    if (n_pending < 2)
        return 0;
    if (pending[1] == 'O')
        return n_pending >= 3 ? 3 : 0;
    if (pending[1] != '[')
        return 1;
    while (n < n_pending && !(pending[n] >= '@' && pending[n] <= '~'))
        n++;
    return n < n_pending ? n + 1 : n_pending == sizeof pending ? n_pending : 0;
}

/* Takes the first key of `pending`, if there is one; what is none of ours is left out. */
static Key take_key(void)
{
    for (gsize length = first_length(); length > 0; length = first_length()) {
        Key key = KEY_NONE;

        for (guint i = 0; i < G_N_ELEMENTS(keys) && key == KEY_NONE; i++)
            if (strlen(keys[i].bytes) == length && memcmp(keys[i].bytes, pending, length) == 0)
                key = keys[i].key;
        n_pending -= length;
        memmove(pending, pending + length, n_pending);
        if (key != KEY_NONE)
            return key;
    }
    return KEY_NONE;
}

Key keyboard_read(gint time_out)
{
    struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
    Key key = take_key();
    gssize n;

    if (key != KEY_NONE || poll(&input, 1, time_out) <= 0)
        return key;
    n = read(STDIN_FILENO, pending + n_pending, sizeof pending - n_pending);
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) /* the terminal is gone */
        return KEY_QUIT;
    n_pending += (gsize)MAX(n, 0);
    return take_key();
}

/* ---- the screen ---- */

void keyboard_size(guint *columns, guint *lines)
{
    struct winsize size;

    *columns = 80;
    *lines = 24;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
        *columns = size.ws_col;
        *lines = size.ws_row;
    }
}

void keyboard_draw(const GString *text)
{
    write_all("\033[H", 3);
    write_all(text->str, text->len);
}
