/* large - blocks of memory from the system, a huge page at a time. */
#include "large.h"

#include <sys/mman.h>

#define HUGE_PAGE ((gsize)2 << 20)

static gsize rounded(gsize n, gsize size)
{
    gsize bytes;

    if (!g_size_checked_mul(&bytes, n, size) || bytes > G_MAXSIZE - HUGE_PAGE)
        g_error("%" G_GSIZE_FORMAT " entries of %" G_GSIZE_FORMAT " bytes are more than memory can hold", n, size);
    return (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

static gboolean is_small(gsize bytes)
{
    return bytes <= 2 * HUGE_PAGE;
}

gpointer large_new0(gsize n, gsize size)
{
    const gsize bytes = rounded(n, size);
    gpointer block;

    if (is_small(bytes))
        return g_malloc0_n(n, size);
    block = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED)
        g_error("there is no memory for %" G_GSIZE_FORMAT " entries of %" G_GSIZE_FORMAT " bytes", n, size);
    madvise(block, bytes, MADV_HUGEPAGE); /* refused: small pages do as well */
    return block;
}

void large_free(gpointer block, gsize n, gsize size)
{
    const gsize bytes = rounded(n, size);

    if (is_small(bytes))
        g_free(block);
    else if (block)
        munmap(block, bytes);
}
