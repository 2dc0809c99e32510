/* shared - memory that a program and the processes it forks have in common. */
#include "shared.h"

#include <sys/mman.h>

typedef struct {
    gpointer start;
    gsize size;
} SharedBlock;

void shared_init(SharedMemory *memory)
{
    *memory = (SharedMemory){ .blocks = g_array_new(FALSE, FALSE, sizeof(SharedBlock)) };
}

void shared_clear(SharedMemory *memory)
{
    for (guint i = 0; i < memory->blocks->len; i++) {
        const SharedBlock *block = &g_array_index(memory->blocks, SharedBlock, i);

        munmap(block->start, block->size);
    }
    g_array_unref(memory->blocks);
}

gpointer shared_new(SharedMemory *memory, gsize n, gsize size)
{
    SharedBlock block = { .size = MAX(n * size, 1) };

    block.start =
        mmap(NULL, block.size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (block.start == MAP_FAILED) {
        memory->failed = TRUE;
        return NULL;
    }
    g_array_append_val(memory->blocks, block);
    return block.start;
}
