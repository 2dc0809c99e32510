"""probe - what kind of interpreter this is, on one line.

Its name and version, whether it has a lock and subinterpreters, and turns of the compute loop a
nanosecond: "CPython 3.11.7 1 0 0.05".
"""
import sys

import work


def has_subinterpreters():
    """Those that have a lock of their own."""
    if sys.version_info < (3, 12):
        return False
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            __import__(name)
            return True
        except ImportError:
            pass
    return False


def has_python_lock():
    return getattr(sys, "_is_gil_enabled", lambda: True)()


def main():
    import platform  # here, as who carries plans out imports this file, too

    speed = work.per_nanosecond(work.spin, 1000)
    sys.stdout.write("%s %s %d %d %r\n" % (platform.python_implementation(), platform.python_version(),
                                           has_python_lock(), has_subinterpreters(), speed))


if __name__ == "__main__":
    main()
