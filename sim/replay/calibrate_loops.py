"""calibrate_loops - the same of asyncio: what resuming a task costs, and how late its timers are. Not for CPython 2.7."""
import asyncio

from clocks import now, thread_time

TASKS = 50
STEPS = 10


async def step(n):
    for _ in range(n):
        await asyncio.sleep(0.001)


async def resumes():
    """Core time of each resume, of tasks that sleep: timers, and looking for those that are due, are part of it."""
    begin = thread_time()
    await asyncio.gather(*[step(STEPS) for _ in range(TASKS)])
    return (thread_time() - begin) / (TASKS * STEPS)


async def lateness(delay):
    due = now() + delay
    await asyncio.sleep(delay / 1e9)
    return now() - due


async def measure(tell):
    tell("loop_step", [await resumes() for _ in range(30)])
    tell("loop_sleep", [await lateness(500000 + i * 37 % 150 * 13000) for i in range(150)])


def main(tell):
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(measure(tell))
    finally:
        loop.close()
