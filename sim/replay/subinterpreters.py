"""subinterpreters - a lock each, in one process; tasks go to them through pipes that they share."""
import marshal
import os
import struct

import units
from board import NOGIL
from replay import Replay, start
from serve import serve_in_threads
from work import Speed

HEAD = struct.Struct("=Ii")  # task, size of its payload; -1: no more

# What runs there, in an order in which it can be imported.
MODULES = ("board", "clocks", "work", "release", "carrier", "units", "replay", "serve", "subinterpreters")

# Compiled beforehand: an ordinary import would find it so, too.
START = """
import marshal, sys
for name, code in marshal.loads({code!r}):
    module = sys.modules[name] = type(sys)(name)
    exec(code, module.__dict__)
module.live(*{arguments!r})
"""


class RawLink(object):
    """One way between interpreters: a pipe of heads, read and written in one go, and one of payloads.

    Payloads are as good as each other: who takes a head takes as many bytes as it says.
    """

    def __init__(self, ends=None):
        self.ends = ends or os.pipe() + os.pipe()

    def put(self, message):
        task, payload = message or (0, None)
        os.write(self.ends[1], HEAD.pack(task, -1 if payload is None else len(payload)))
        left = memoryview(payload or b"")
        while len(left):
            left = left[os.write(self.ends[3], left):]

    def get(self):
        task, size = HEAD.unpack(os.read(self.ends[0], HEAD.size))
        if size < 0:
            return None
        payload = bytearray()
        while len(payload) < size:
            payload += os.read(self.ends[2], size - len(payload))
        return task, bytes(payload)


def new_interpreter():
    """A function that runs code in a new one."""
    try:
        from concurrent import interpreters
        return interpreters.create().exec
    except ImportError:
        pass
    try:
        import _interpreters as internal
        interpreter = internal.create("isolated")
    except ImportError:
        import _xxsubinterpreters as internal
        interpreter = internal.create(isolated=True)

    def run_code(code):
        failure = internal.run_string(interpreter, code)
        if failure is not None:
            raise RuntimeError(failure)

    return run_code


def live(fd, plan, turns_per_ns, speeds, number, tasks, results, pipes):
    """What runs in a subinterpreter."""
    replay = Replay(fd, plan)
    replay.set_speeds(turns_per_ns, dict((kind, Speed(*speed)) for kind, speed in speeds))
    replay.units = units.across_interpreters(replay, pipes)
    serve_in_threads(replay, number, RawLink(tasks), RawLink(results))


def compile_modules(replay):
    folder = os.path.dirname(os.path.abspath(__file__))
    compiled = []
    for name in MODULES:
        if name == "release" and NOGIL not in replay.speeds:
            continue
        path = os.path.join(folder, name + ".py")
        with open(path) as source:
            compiled.append((name, compile(source.read(), path, "exec")))
    return marshal.dumps(compiled)


def run(replay):
    from dispatch import Dispatcher

    tasks, results = RawLink(), RawLink()
    pipes = units.new_pipes(replay)
    n, n_threads = replay.plan["interpreters"], replay.plan["workers"]
    speeds = [(kind, (speed.per_ns, speed.base)) for kind, speed in replay.speeds.items()]
    code = compile_modules(replay)
    dispatcher = Dispatcher(replay, [tasks], results)
    replay.begin()
    threads = []
    for number in range(n):
        arguments = (replay.fd, replay.plan, replay.turns_per_ns, speeds, number, tasks.ends,
                     results.ends, pipes)
        threads.append(start(new_interpreter(), START.format(code=code, arguments=arguments)))
        dispatcher.send_at_once((number + 1) * n_threads)
    dispatcher.run(lambda: None)
    for _ in range(n * n_threads):
        tasks.put(None)
    for thread in threads:
        thread.join()
