"""clocks - elapsed time and core time of a thread or process in nanoseconds, and which CPU it is on."""
import resource
import time

try:
    import ctypes

    # PyDLL keeps the lock around a call: looking at the clock is not to be a chance for another thread.
    library = ctypes.PyDLL(None)
except ImportError:  # subinterpreters of CPython 3.12 cannot have it
    library = None

if hasattr(time, "monotonic_ns"):
    now = time.monotonic_ns
    thread_time = time.thread_time_ns
    process_time = time.process_time_ns
elif hasattr(time, "clock_gettime"):
    def now():
        return int(time.clock_gettime(time.CLOCK_MONOTONIC) * 1e9)

    def thread_time():
        return int(time.clock_gettime(time.CLOCK_THREAD_CPUTIME_ID) * 1e9)

    def process_time():
        return int(time.clock_gettime(time.CLOCK_PROCESS_CPUTIME_ID) * 1e9)
else:
    class Timespec(ctypes.Structure):
        _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]

    def read(clock):
        read_time = Timespec()
        library.clock_gettime(clock, ctypes.byref(read_time))
        return read_time.seconds * 1000000000 + read_time.nanoseconds

    def now():
        return read(1)  # CLOCK_MONOTONIC

    def thread_time():
        return read(3)  # CLOCK_THREAD_CPUTIME_ID

    def process_time():
        return read(2)  # CLOCK_PROCESS_CPUTIME_ID

CORE_TIME, SLEPT, SWITCHES = range(3)


def thread_usage():
    """What the system last noted of this thread: its core time as of when it last lost its core or slept, how often
    it has slept, and how often either. Asking for the core time of this instant would have Linux look whether its
    slice is used up, which otherwise happens at the next tick: a measurement that changes what it measures."""
    usage = resource.getrusage(1)  # RUSAGE_THREAD, which Python 2 does not name
    return int((usage.ru_utime + usage.ru_stime) * 1e9), usage.ru_nvcsw, usage.ru_nvcsw + usage.ru_nivcsw


if library is not None:
    current_cpu = library.sched_getcpu
else:
    def current_cpu():
        return -1


def sleep_until(when):
    left = when - now()
    time.sleep(left / 1e9 if left > 0 else 0)
