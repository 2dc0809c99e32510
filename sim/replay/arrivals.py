"""arrivals - when tasks arrive, which come after which, and the queue of those not yet taken."""
import heapq
import threading

from clocks import now, sleep_until


class Order(object):
    """Tells OFFER(task) once for each task: as soon as all that it comes after have finished.

    Its own arrival may still be to come then: not before replay.origin + arrivals[task].
    """

    def __init__(self, replay, offer):
        self.replay = replay
        self.offer = offer
        self.lock = threading.Lock()
        rows = [replay.board.task(task) for task in range(replay.n_tasks)]
        self.arrivals = [row[0] for row in rows]
        self.group_of = [row[3] for row in rows]
        self.waits_for = [len(replay.groups[group]["after"]) for group in self.group_of]
        self.held = [row[4] > 0 for row in rows]  # a job whose predecessor has not finished
        self.unfinished = [group["tasks"] for group in replay.groups]
        self.successors = [[] for _ in replay.groups]
        for number, group in enumerate(replay.groups):
            for before, by_instance in group["after"]:
                self.successors[before].append((number, by_instance))
        self.is_dynamic = any(self.held) or any(self.waits_for)

    def begin(self):
        """All that wait for nobody, in the order in which they arrive."""
        for task in sorted(range(len(self.arrivals)), key=self.arrivals.__getitem__):
            if not self.waits_for[task] and not self.held[task]:
                self.offer(task)

    def finished(self, task):
        self.replay.board.note_finished(task, now())
        if not self.is_dynamic:
            return
        with self.lock:
            released = self.released_by(task)
        for successor in released:
            self.offer(successor)

    def released_by(self, task):
        group = self.group_of[task]
        self.unfinished[group] -= 1
        released = []
        for number, by_instance in self.successors[group]:
            first = self.replay.groups[number]["first"]
            if by_instance:
                released += self.one_less(first + task - self.replay.groups[group]["first"])
            elif not self.unfinished[group]:
                for other in range(first, first + self.replay.groups[number]["tasks"]):
                    released += self.one_less(other)
        if task + 1 < len(self.held) and self.held[task + 1]:
            self.held[task + 1] = False
            if not self.waits_for[task + 1]:
                released.append(task + 1)
        return sorted(released)

    def one_less(self, task):
        """TASK waits for one task less."""
        self.waits_for[task] -= 1
        if self.waits_for[task]:
            return []
        self.replay.board.note_arrived(task, max(now(), self.replay.origin + self.arrivals[task]))
        return [] if self.held[task] else [task]


class Queue(object):
    """Tasks that nobody has taken yet, first come first served."""

    def __init__(self, replay):
        self.replay = replay
        self.changed = threading.Condition()
        self.order = Order(replay, self.add)
        self.due = []
        self.n_left = replay.n_tasks
        self.order.begin()

    def add(self, task):
        with self.changed:
            heapq.heappush(self.due, (self.order.arrivals[task], task))
            self.changed.notify()

    def pop(self):
        self.n_left -= 1
        if not self.n_left:
            self.changed.notify_all()
        return heapq.heappop(self.due)[1]

    def take(self):
        """The next task, or None. Where none comes after others, its arrival may still be to come."""
        with self.changed:
            while self.n_left:
                if not self.due:
                    self.changed.wait()
                    continue
                left = self.replay.origin + self.due[0][0] - now()
                if left <= 0 or not self.order.is_dynamic:
                    return self.pop()
                self.changed.wait(left / 1e9)
        return None

    def await_arrival(self, task):
        arrival = self.replay.origin + self.order.arrivals[task]
        if arrival > now():
            sleep_until(arrival)

    def take_arrived(self):
        """A task that has arrived, or None."""
        with self.changed:
            if self.due and self.replay.origin + self.due[0][0] <= now():
                return self.pop()
        return None
