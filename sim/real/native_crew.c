/* native_crew - hands tasks to threads that share a queue: the idle one with the lowest number first. */
#include "native.h"

NativeCrew *native_crew_new(Native *native, guint32 n_workers)
{
    NativeCrew *crew = shared_new(&native->memory, 1, sizeof(NativeCrew));

    if (!crew)
        return NULL;
    native_init_mutex(&crew->mutex);
    crew->n_workers = n_workers;
    crew->size = native->workload->n_tasks;
    crew->queue = shared_new(&native->memory, crew->size, sizeof(guint32));
    crew->idle = shared_new(&native->memory, n_workers / 64 + 1, sizeof(guint64));
    crew->slots = shared_new(&native->memory, n_workers, sizeof(NativeSlot));
    for (guint32 i = 0; crew->slots && i < n_workers; i++)
        sem_init(&crew->slots[i].wake, TRUE, 0);
    return crew;
}

/* The idle worker with the lowest number, who is idle no longer; -1: none. */
static gint64 take_idle(NativeCrew *crew)
{
    for (guint32 word = 0; word <= crew->n_workers / 64; word++)
        if (crew->idle[word] != 0) {
            const guint bit = (guint)__builtin_ctzll(crew->idle[word]);

            crew->idle[word] &= crew->idle[word] - 1;
            return (gint64)word * 64 + bit;
        }
    return -1;
}

void native_crew_add(NativeCrew *crew, guint32 task, SimTime now)
{
    gint64 worker;

    pthread_mutex_lock(&crew->mutex);
    worker = take_idle(crew);
    if (worker >= 0) {
        crew->slots[worker].task = task;
        crew->slots[worker].since = now;
    } else {
        crew->queue[(crew->first + crew->n++) % crew->size] = task;
    }
    pthread_mutex_unlock(&crew->mutex);
    if (worker >= 0)
        sem_post(&crew->slots[worker].wake);
}

guint32 native_crew_next(NativeCrew *crew, guint32 slot)
{
    guint32 task = NO_TASK;

    pthread_mutex_lock(&crew->mutex);
    if (crew->n > 0) {
        task = crew->queue[crew->first];
        crew->first = (crew->first + 1) % crew->size;
        crew->n--;
    } else if (!crew->closed) {
        crew->idle[slot / 64] |= G_GUINT64_CONSTANT(1) << slot % 64;
    } else {
        crew->slots[slot].task = NO_TASK;
        sem_post(&crew->slots[slot].wake);
    }
    pthread_mutex_unlock(&crew->mutex);
    return task;
}

guint32 native_crew_wait(NativeCrew *crew, guint32 slot)
{
    while (sem_wait(&crew->slots[slot].wake) != 0)
        continue;
    return crew->slots[slot].task;
}

void native_crew_close(NativeCrew *crew)
{
    gint64 worker;

    pthread_mutex_lock(&crew->mutex);
    crew->closed = TRUE;
    while ((worker = take_idle(crew)) >= 0) {
        crew->slots[worker].task = NO_TASK;
        sem_post(&crew->slots[worker].wake);
    }
    pthread_mutex_unlock(&crew->mutex);
}
