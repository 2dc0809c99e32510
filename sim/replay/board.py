"""board - the table that gilsim and these scripts share: the trace, and what became of it.

gilsim lays it out (sim/real/python_board.h) and fills in what is asked; whoever carries a phase out
fills in the second half of its row. A row has one writer, so nothing is locked, and what was noted
stays when a script is killed.
"""
import mmap
import struct

COMPUTE, HOLD, NOGIL, WAIT, YIELD, USE, GIVE_BACK, OFFLOAD, OFFLOAD_END = range(9)

CONTROL = struct.Struct("=qq")       # where the plan is, and its length
FIGURES = struct.Struct("=qqq")      # core time, context switches, preemptions
TASK = struct.Struct("=qIIII")       # arrival, first phase, number of phases, group, job
CARRIED = struct.Struct("=qqii")     # taken, done, interpreter, thread
TIME = struct.Struct("=q")           # begin of the run, all are started; finish, arrival
PHASE = struct.Struct("=qII")        # duration, kind, resource
CARRIED_OUT = struct.Struct("=qqqiiii")  # begin, end, core time, interpreter, thread, core, had to wait
GAP = struct.Struct("=Iiqq")         # phase, core, from, to

ORIGIN_AT = CONTROL.size
CORE_TIME_AT = 2 * TIME.size  # in CARRIED_OUT
STARTED_AT = ORIGIN_AT + TIME.size
FIGURES_AT = STARTED_AT + TIME.size
FINISHED_AT = TASK.size + CARRIED.size
ARRIVED_AT = FINISHED_AT + TIME.size
TASK_SIZE = ARRIVED_AT + TIME.size
PHASE_SIZE = PHASE.size + CARRIED_OUT.size


class Board(object):
    """The table in the file FD."""

    def __init__(self, fd):
        self.memory = mmap.mmap(fd, 0)
        self.plan_at, self.plan_length = CONTROL.unpack_from(self.memory, 0)

    def plan(self):
        import json  # subinterpreters, which have the plan already, do without

        return json.loads(self.memory[self.plan_at:self.plan_at + self.plan_length].decode("utf-8"))

    def lay_out(self, plan):
        """What a row is found by."""
        self.tasks_at = plan["tasks_at"]
        self.phases_at = plan["phases_at"]
        self.gaps_at = plan["gaps_at"]
        self.n_gaps = plan["gaps"]

    def task(self, task):
        """Arrival, first phase, number of phases, group, job."""
        return TASK.unpack_from(self.memory, self.tasks_at + task * TASK_SIZE)

    def phase(self, phase):
        """Duration, kind, resource."""
        return PHASE.unpack_from(self.memory, self.phases_at + phase * PHASE_SIZE)

    def slot(self, phase):
        """Where whoever carries PHASE out notes it, with note()."""
        return self.phases_at + phase * PHASE_SIZE + PHASE.size

    def note(self, slot, begin, end, cpu, interpreter, thread, core, waited):
        CARRIED_OUT.pack_into(self.memory, slot, begin, end, cpu, interpreter, thread, core, waited)

    def note_core_time(self, slot, cpu):
        """Another one than note() told."""
        TIME.pack_into(self.memory, slot + CORE_TIME_AT, cpu)

    def note_gap(self, interpreter, number, slot, core, begin, end):
        """The NUMBER-th time that a thread of INTERPRETER was seen off its core, in the phase of SLOT."""
        if number < self.n_gaps:
            at = self.gaps_at + (interpreter * self.n_gaps + number) * GAP.size
            GAP.pack_into(self.memory, at, (slot - self.phases_at) // PHASE_SIZE, core, begin, end)

    def note_carried(self, task, taken, done, interpreter, thread):
        at = self.tasks_at + task * TASK_SIZE + TASK.size
        CARRIED.pack_into(self.memory, at, taken, done, interpreter, thread)

    def note_finished(self, task, time):
        TIME.pack_into(self.memory, self.tasks_at + task * TASK_SIZE + FINISHED_AT, time)

    def note_arrived(self, task, time):
        """Of a task that comes after others."""
        TIME.pack_into(self.memory, self.tasks_at + task * TASK_SIZE + ARRIVED_AT, time)

    def note_origin(self, time):
        TIME.pack_into(self.memory, ORIGIN_AT, time)

    def note_started(self, time):
        TIME.pack_into(self.memory, STARTED_AT, time)

    def note_figures(self, cpu, switches, preemptions):
        FIGURES.pack_into(self.memory, FIGURES_AT, cpu, switches, preemptions)
