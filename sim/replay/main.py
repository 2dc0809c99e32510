"""main - carries a plan of gilsim out in this interpreter, with what a Python programmer would use for it.

    replay.py           one plan that is carried out, and what it measures first
    board.py            the table that gilsim reads: the trace, and when what happened
    clocks.py           elapsed time and core time
    work.py             computing that takes a known core time
    release.py          the same without the lock
    carrier.py          a thread that carries tasks out, phase by phase
    arrivals.py         when tasks arrive, and which come after which
    units.py            resources: semaphores
    crew.py             sequential, threads, free-threaded: tasks in threads
    dispatch.py         how tasks get to another process or interpreter, and back
    serve.py            what is done with them there
    processes.py        processes: workers by fork
    subinterpreters.py  subinterpreters, where there are any
    loops.py            async, process-async: asyncio
    probe.py            what kind of interpreter this is

All but loops.py and subinterpreters.py run on CPython 2.7, too. Usage: main.py FD, where FD is the board.
"""
import gc
import os
import sys

from replay import Replay, guarded


def keep_collector_away():
    """The trace is no garbage, and no Python programmer's data: the collector need not look at it."""
    gc.collect()
    if hasattr(gc, "freeze"):
        gc.freeze()
    else:
        gc.disable()


def way_of(plan):
    """The module that carries PLAN out."""
    if plan["one_process"]:
        import subinterpreters as way
    elif plan["threads"] == "loop":
        import loops as way
    elif plan["ipc"]:
        import processes as way
    else:
        import crew as way
    return way


@guarded
def main():
    replay = Replay(int(sys.argv[1]))
    way = way_of(replay.plan)
    replay.calibrate()
    replay.read_trace()
    keep_collector_away()
    way.run(replay)
    replay.end()
    os._exit(0)  # tearing an interpreter down is not what is measured


if __name__ == "__main__":
    main()
