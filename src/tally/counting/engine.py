"""Where counting runs: any `concurrent.futures.Executor`. In this process, in threads, in processes, or on a cluster.

The work is "one file, or one block of a file → its Count"; what comes back adds up, so that the choice changes nothing
but the time it takes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from tally.counting.program import fingerprint
from tally.domain.message import say
from tally.domain.problem import Problems, error

R = TypeVar("R")

ANSWERS_WITHIN = 5  # seconds
ASKED_EVERY, ALONE_WITHIN = 2, 30  # seconds; a worker that was lost may be started anew
ENDED_WITHIN = 5  # seconds, for a process to take away what it has half-written
MOST_AT_ONCE, FEWEST_TASKS = 16, 128  # pieces sent together, which saves sending; tasks there shall be all the same
WORTH_A_POOL = 12 << 20  # bytes of workbooks; a pool takes half a second to start


class InThisProcess(Executor):
    """Runs a piece of work the moment it is handed in: nothing to start, nothing to wait for."""

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        """Run `fn` and return its outcome."""
        future: Future[R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as failure:
            future.set_exception(failure)
        return future


@dataclass(frozen=True, slots=True)
class Load:
    """How much work there is: pieces, their bytes, and whether all are columns (which threads read side by side)."""

    pieces: int
    size: int
    columnar: bool = False


Engine = Callable[[Load], AbstractContextManager[Executor]]


def here(load: Load) -> AbstractContextManager[Executor]:
    """Count in this process; blocks of large files in columns in a thread for each processor."""
    if load.columnar and load.pieces > 1:
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(min(processors(), load.pieces))
    return InThisProcess()


def chosen(workers: int | None = None, cluster: str | None = None) -> Engine:
    """Return the engine asked for: `workers` processes, a Dask `cluster`; None lets the load decide.

    Processes for which there are processors start at once: they get ready while the election is read.
    """
    if cluster is not None:
        return lambda load: on_cluster(cluster)
    if workers is None:
        return _by_load
    if workers == 1:
        return lambda load: InThisProcess()
    ready = [start_processes(workers)] if workers <= processors() else []
    return lambda load: in_processes(max(1, min(workers, load.pieces)), ready.pop() if ready else None)


def _by_load(load: Load) -> AbstractContextManager[Executor]:
    if load.columnar or load.pieces < 2 or load.size < WORTH_A_POOL or processors() < 2:
        return here(load)
    return in_processes(min(processors(), load.pieces))


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start_processes(workers: int) -> Executor:
    """Return a pool of processes on their way. They are started afresh: a fork beside threads may hang."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _serve)
    _launch(pool, workers)
    return pool


@contextmanager
def in_processes(workers: int, ready: Executor | None = None) -> Iterator[Executor]:
    """Run a pool of processes, one that is `ready` or a new one; raises `Problems` (T910) when one of them dies."""
    import multiprocessing
    from concurrent.futures.process import BrokenProcessPool

    pool = ready or start_processes(workers)
    try:
        yield pool
    except BrokenProcessPool:
        raise Problems(
            [
                error(
                    "T910",
                    "--workers",
                    say("一个计票进程中途退出（可能是内存不足），没有得出结果"),
                    say("减少 --workers 再试，或用 --workers 1 在一个进程里计票"),
                )
            ]
        ) from None
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        children = multiprocessing.active_children()
        for child in children:
            child.terminate()
        for child in children:
            child.join(ENDED_WITHIN)
            child.kill()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _launch(pool: Executor, workers: int) -> None:
    """Start all of a pool's processes, which leave interrupts to the parent from their very first moment."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        return
    with _interrupts_held_back():
        for _ in range(workers):  # one is started for each, none having come to its first task yet
            pool.submit(_leave_interrupts_to_the_parent)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let an interrupt wait until the processes being started have all that they need, and are born blocking it.

    Blocked in this thread alone, it would go to a thread of some library and be raised here all the same.
    """
    import signal
    import threading

    main = threading.current_thread() is threading.main_thread()
    noted: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, frame: noted.append(number)) if main else None
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if main:
            signal.signal(signal.SIGINT, handler)
    if noted:
        signal.raise_signal(signal.SIGINT)


def _serve() -> None:
    """Begin a process of a pool: it ends when its parent does, however that ends, and loads what counting takes."""
    import importlib
    from threading import Thread

    _leave_interrupts_to_the_parent()
    Thread(target=_end_with_the_parent, daemon=True).start()
    importlib.import_module("tally.counting.pieces")


def _end_with_the_parent() -> None:
    import signal
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _leave_interrupts_to_the_parent() -> None:
    """Ignore interrupts; end, when the parent says so, only after taking away what is half-written."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)


def _end(*signal: object) -> NoReturn:
    raise SystemExit


@contextmanager
def on_cluster(address: str) -> Iterator[Executor]:
    """Run on the workers of a Dask scheduler, which gives the work of a lost worker to another one.

    Raises `Problems`: T911 nobody answers, T912 workers with another tally, T913 the scheduler went away, T914 without
    the extra.
    """
    import importlib

    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise Problems(
            [error("T914", "--cluster", say("没有装 distributed"), say('安装：pip install "tally[cluster]"'))]
        ) from None
    import logging

    for talker in (
        "distributed",
        "distributed.client",
        "tornado.application",
    ):  # what they have to say of an end is said here
        logging.getLogger(talker).setLevel(logging.CRITICAL)
    client = _answering(distributed, address)
    try:
        _same_program(client)
        with _not_left_alone(client):
            yield client.get_executor(pure=False)
    except _gone(distributed) as reason:
        raise Problems(
            [
                error(
                    "T913",
                    address,
                    say("计票中途与集群失去联系（{reason}），没有得出结果", reason=type(reason).__name__),
                    say("检查调度器和工作进程后再试，或改用 --workers"),
                )
            ]
        ) from None
    finally:
        client.close(timeout=1)


def _answering(distributed: Any, address: str) -> Any:
    """Return a client of the scheduler at an address; raises `Problems` (T911)."""
    from threading import Thread

    # one that never was connected has nothing to close, and would wait for it
    kind = type("Client", (distributed.Client,), {"__del__": lambda self: None})
    answered: list[Any] = []

    def ask() -> None:
        with suppress(Exception):  # whatever else speaks at the address is no scheduler
            answered.append(kind(address, timeout=ANSWERS_WITHIN, set_as_default=False))

    asking = Thread(target=ask, daemon=True)  # what takes a connection and says nothing is waited for without end
    asking.start()
    asking.join(ANSWERS_WITHIN)
    if not answered:
        found = say("没有人应答这个地址")
        remedy = say("核对地址（如 tcp://主机:8786），启动 dask scheduler；或不用集群，改用 --workers")
        raise Problems([error("T911", address, found, remedy)])
    return answered[0]


@contextmanager
def _not_left_alone(client: Any) -> Iterator[None]:
    """Close a client whose scheduler is silent, or has no worker left, for too long: else its work would never end."""
    from threading import Event, Thread
    from time import monotonic

    over = Event()

    def watch() -> None:
        last = monotonic()
        while not over.wait(ASKED_EVERY):
            with suppress(Exception):
                if client.sync(client.scheduler.identity, callback_timeout=ASKED_EVERY)["workers"]:
                    last = monotonic()
            if monotonic() - last > ALONE_WITHIN and not over.is_set():
                client.close(timeout=1)
                return

    Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _gone(distributed: Any) -> tuple[type[BaseException], ...]:
    from concurrent.futures import CancelledError

    return (distributed.comm.CommClosedError, distributed.KilledWorker, CancelledError, ConnectionError, TimeoutError)


def own_fingerprint() -> str:
    """Return which tally this process runs."""
    return fingerprint()


def _same_program(client: Any) -> None:
    """Refuse workers that run another tally, whose figures might mean something else (T912)."""
    if not client.scheduler_info()["workers"]:
        raise Problems(
            [
                error(
                    "T911",
                    client.scheduler.address,
                    say("集群上没有工作进程"),
                    say("启动 dask worker；或不用集群，改用 --workers"),
                )
            ]
        )
    try:
        theirs = set(client.run(fingerprint).values())
    except (ImportError, AttributeError):
        theirs = {""}
    if theirs != {own_fingerprint()}:
        raise Problems(
            [
                error(
                    "T912",
                    client.scheduler.address,
                    say("工作进程上的 tally 与这里的不是同一版本"),
                    say("在每台机器上装同一版本的 tally，重启工作进程；或改用 --workers"),
                )
            ]
        )


def _nothing(at: int) -> None: ...


def run(
    executor: Executor,
    work: Callable[..., R],
    arguments: Sequence[Sequence[Any]],
    done: Callable[[R], None],
    before: Callable[[int], None] = _nothing,
    after: Callable[[int], None] = _nothing,
) -> list[R]:
    """Run `work` on each of `arguments`; return the results in the order of the arguments.

    `done` is told each result as it arrives, whatever order that is. `before` is called for each of the arguments
    before it is handed in, `after` once it and all before it are done: both in order, here, while others are at work.
    """
    from concurrent.futures import as_completed

    if isinstance(executor, InThisProcess):
        results = []
        for at, one in enumerate(arguments):
            before(at)
            results.append(executor.submit(work, *one).result())
            done(results[-1])
            after(at)
        return results
    size = max(1, min(MOST_AT_ONCE, len(arguments) // FEWEST_TASKS))
    tasks = [range(start, min(start + size, len(arguments))) for start in range(0, len(arguments), size)]
    futures: list[Future[list[R]]] = []
    for task in tasks:
        for at in task:
            before(at)
        futures.append(executor.submit(_each, work, [arguments[at] for at in task]))
    ended = 0
    for future in as_completed(futures):
        for result in future.result():
            done(result)
        while ended < len(tasks) and futures[ended].done():
            for at in tasks[ended]:
                after(at)
            ended += 1
    return [result for future in futures for result in future.result()]


def _each(work: Callable[..., R], arguments: Sequence[Sequence[Any]]) -> list[R]:
    try:
        return [work(*one) for one in arguments]
    except SystemExit:
        os._exit(1)  # a pool would go on with the next task
