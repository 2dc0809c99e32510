/* native_pipe - how a payload gets to another process and back: a pipe with a head before each payload. */
#define _GNU_SOURCE
#include "native_pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define ROOM (1 << 20) /* bytes: what the host grants anybody */

gboolean native_pipe_open(NativePipe *pipe, gboolean parent_writes)
{
    if (pipe2(pipe->ends, O_CLOEXEC) != 0)
        return FALSE;
    fcntl(pipe->ends[1], F_SETPIPE_SZ, ROOM); /* or as much as there is */
    fcntl(pipe->ends[parent_writes], F_SETFL, O_NONBLOCK);
    return TRUE;
}

/* TRUE: try again, *RESULT bytes further. */
static gboolean moved(Transit *transit, gssize result, TransitResult *failure)
{
    if (result > 0)
        transit->done += (gsize)result;
    else if (result == 0)
        *failure = TRANSIT_FAILED; /* nobody is at the other end */
    else if (errno != EINTR)
        *failure = errno == EAGAIN ? TRANSIT_BLOCKED : TRANSIT_FAILED;
    return result > 0 || (result < 0 && errno == EINTR);
}

TransitResult transit_write(Transit *transit, int end, const guint8 *buffer)
{
    const gsize head = sizeof transit->head, all = head + transit->head.payload;
    TransitResult failure = TRANSIT_DONE;

    while (transit->done < all) {
        const gssize result =
            transit->done < head
                ? write(end, (const guint8 *)&transit->head + transit->done, head - transit->done)
                : write(end, buffer + transit->done - head, all - transit->done);

        if (!moved(transit, result, &failure))
            return failure;
    }
    return TRANSIT_DONE;
}

TransitResult transit_read(Transit *transit, int end, guint8 *buffer)
{
    const gsize head = sizeof transit->head;
    TransitResult failure = TRANSIT_DONE;

    while (transit->done < head || transit->done < head + transit->head.payload) {
        const gssize result =
            transit->done < head
                ? read(end, (guint8 *)&transit->head + transit->done, head - transit->done)
                : read(end, buffer + transit->done - head, head + transit->head.payload - transit->done);

        if (!moved(transit, result, &failure))
            return failure;
    }
    return TRANSIT_DONE;
}
