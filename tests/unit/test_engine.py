"""Where counting runs is chosen by the load alone, and a pool or a cluster is left as it was found."""

from __future__ import annotations

import concurrent.futures
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from tally.counting import engine as room
from tally.counting.engine import InThisProcess, Load, chosen, here, in_processes, on_cluster, processors, run
from tally.counting.program import fingerprint
from tally.domain.problem import Problems

MANY = 1 << 40


@pytest.mark.parametrize(
    ("load", "threads"),
    [(Load(1, MANY, True), 0), (Load(2, 0, True), 2), (Load(3, 0, True), 3), (Load(9, 0, True), 4),
     (Load(9, MANY), 0), (Load(0, 0, True), 0)],
)  # fmt: skip
def test_blocks_in_columns_are_counted_in_threads_and_nothing_else_is(
    load: Load, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "processors", lambda: 4)
    with here(load) as executor:
        if threads:
            assert isinstance(executor, ThreadPoolExecutor)
            assert executor._max_workers == threads
        else:
            assert isinstance(executor, InThisProcess)


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which pools of processes were started."""
    started: list[int] = []

    @contextmanager
    def start(workers: int, ready: Executor | None = None) -> Iterator[Executor]:
        started.append(workers)
        yield ready or InThisProcess()

    monkeypatch.setattr(room, "in_processes", start)
    monkeypatch.setattr(room, "start_processes", lambda workers: InThisProcess())
    monkeypatch.delattr(room, "on_cluster")
    monkeypatch.setattr(room, "processors", lambda: 3)
    return started


@pytest.mark.parametrize(
    ("load", "processes"),
    [(Load(1, MANY), []), (Load(2, MANY), [2]), (Load(3, MANY), [3]), (Load(9, MANY), [3]), (Load(9, 0), []),
     (Load(9, MANY, True), []), (Load(2, room.WORTH_A_POOL), [2]), (Load(2, room.WORTH_A_POOL - 1), [])],
)  # fmt: skip
def test_a_pool_is_started_when_the_load_is_worth_it(load: Load, processes: list[int], pools: list[int]) -> None:
    with chosen()(load) as executor:
        assert isinstance(executor, ThreadPoolExecutor if load.columnar else InThisProcess)
    assert pools == processes


@pytest.mark.parametrize(("there", "processes"), [(1, []), (2, [2])])
def test_one_processor_needs_no_pool(
    there: int, processes: list[int], pools: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "processors", lambda: there)
    with chosen()(Load(9, MANY)):
        assert pools == processes


def test_processes_start_while_the_election_is_read_where_there_are_processors(
    pools: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    early: list[int] = []
    pool = InThisProcess()
    monkeypatch.setattr(room, "start_processes", lambda workers: early.append(workers) or pool)
    engines = {workers: chosen(workers) for workers in (1, 2, 3, 4)}  # of three processors
    assert early == [2, 3]
    with engines[2](Load(9, 0)) as first, engines[2](Load(9, 0)) as second, engines[4](Load(9, 0)) as third:
        assert first is pool
        assert second is not pool
        assert third is not pool
    assert (early, pools) == ([2, 3], [2, 2, 4])


def test_a_pool_that_nobody_came_to_use_ends_with_the_program() -> None:
    code = "from tally.counting.engine import chosen, processors; chosen(min(2, max(2, processors())))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(("workers", "processes"), [(1, []), (2, [2]), (5, [5])])
def test_as_many_workers_as_were_asked_for(workers: int, processes: list[int], pools: list[int]) -> None:
    with chosen(workers)(Load(9, 0)):
        assert pools == processes


@pytest.mark.parametrize(("pieces", "processes"), [(0, 1), (1, 1), (3, 3)])
def test_no_process_is_started_that_would_have_nothing_to_do(pieces: int, processes: int, pools: list[int]) -> None:
    with chosen(4)(Load(pieces, 0)):
        assert pools == [processes]


def test_a_cluster_asked_for_is_asked_whatever_the_workers(monkeypatch: pytest.MonkeyPatch, pools: list[int]) -> None:
    asked: list[str] = []

    @contextmanager
    def cluster(address: str) -> Iterator[Executor]:
        asked.append(address)
        yield InThisProcess()

    monkeypatch.setattr(room, "on_cluster", cluster, raising=False)
    with chosen(2, "tcp://a:1")(Load(1, 0)):
        assert (asked, pools) == (["tcp://a:1"], [])


def test_columns_are_not_taken_for_granted() -> None:
    assert Load(1, 1) == Load(1, 1, columnar=False)


@pytest.mark.parametrize(("count", "expected"), [(7, 7), (None, 1)])
def test_how_many_processors_there_are(count: int | None, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: count)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0: {1, 2, 5}}[process], raising=False)
    assert processors() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    assert processors() == expected


def doubled(number: int) -> int:
    if number > 90:
        raise ValueError(number)
    return 2 * number


@pytest.mark.parametrize("start", [InThisProcess, lambda: ThreadPoolExecutor(2)])
def test_every_result_is_told_once_and_they_come_in_order(start: Callable[[], Executor]) -> None:
    told: list[int] = []
    with start() as executor:
        assert run(executor, doubled, [(3,), (1,), (2,)], told.append) == [6, 2, 4]
        assert sorted(told) == [2, 4, 6]
        with pytest.raises(ValueError, match="99"):
            run(executor, doubled, [(99,)], told.append)


@pytest.mark.parametrize("pieces", [0, 1, 63, 64, 130, 1100])
def test_many_small_pieces_are_sent_together_and_none_is_lost(pieces: int) -> None:
    told: list[int] = []
    with ThreadPoolExecutor(2) as executor:
        results = run(executor, abs, [(-number,) for number in range(pieces)], told.append)
    assert results == sorted(told) == list(range(pieces))


class Pool(Executor):
    """A pool that only writes down what is asked of it."""

    made: ClassVar[list[Pool]] = []

    def __init__(self, workers: int, context: Any, initializer: Callable[[], None]) -> None:
        self.workers, self.way, self.begins_with = workers, context.get_start_method(), initializer
        self.heard: list[object] = []
        Pool.made.append(self)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.heard.append(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))
        return Future()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.heard.append((wait, cancel_futures))


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> type[Pool]:
    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(Pool, "made", [])
    return Pool


ENDED = (True, True)  # what is pending is dropped, and no process is left behind


def test_processes_are_started_afresh_while_interrupts_wait_and_are_waited_for(pool: type[Pool]) -> None:
    with in_processes(3) as started:
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    (one,) = pool.made
    assert started is one
    assert (one.workers, one.way, one.heard) == (3, "spawn", [True, True, True, ENDED])


def test_after_a_failure_nothing_is_waited_for_but_the_end_of_the_processes(pool: type[Pool]) -> None:
    with pytest.raises(KeyboardInterrupt), in_processes(2):
        raise KeyboardInterrupt
    assert pool.made[0].heard == [True, True, (False, True), ENDED]


def test_a_process_that_dies_is_told(pool: type[Pool]) -> None:
    with pytest.raises(Problems) as refused, in_processes(2):
        raise concurrent.futures.process.BrokenProcessPool
    assert [one.code for one in refused.value.problems] == ["T910"]
    assert pool.made[0].heard == [True, True, ENDED]


def test_where_signals_have_no_mask_nothing_is_launched_beforehand(
    pool: type[Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask")
    with in_processes(2):
        assert pool.made[0].heard == []


def test_an_interrupt_that_another_thread_gets_waits_until_all_are_started() -> None:
    go = threading.Event()
    other = threading.Thread(target=lambda: (go.wait(), signal.raise_signal(signal.SIGINT)))
    other.start()  # before the interrupt is blocked here: like a library's thread it blocks nothing
    done = []

    def launch() -> None:
        with room._interrupts_held_back():
            go.set()
            other.join()
            done.append(True)

    with pytest.raises(KeyboardInterrupt):
        launch()
    assert done


class Client:
    """A client of a cluster of which everything can be said beforehand."""

    programs: tuple[object, ...] = ()
    asked: ClassVar[list[object]] = []

    def __init__(self, address: str, **settings: Any) -> None:
        if address == "nobody":
            raise OSError
        self.scheduler = SimpleNamespace(address=address, identity=None)
        self.asked.append({key: settings[key] for key in settings if key != "timeout"})

    def scheduler_info(self) -> dict[str, object]:
        return {"workers": dict(enumerate(self.programs))}

    def run(self, function: Callable[[], object]) -> dict[int, object]:
        if "no tally" in self.programs:
            raise ImportError
        return dict(enumerate(self.programs))

    def get_executor(self, **settings: Any) -> Executor:
        self.asked.append(settings)
        return InThisProcess()

    def close(self, timeout: float) -> None:
        assert timeout <= 1  # one that went away does not answer any more
        self.asked.append("closed")


class ClosedError(Exception):
    """The scheduler went away."""


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> type[Client]:
    module = SimpleNamespace(
        Client=Client,
        comm=SimpleNamespace(CommClosedError=ClosedError),
        KilledWorker=type("KilledWorker", (Exception,), {}),
    )
    monkeypatch.setitem(sys.modules, "distributed", module)
    monkeypatch.setattr(Client, "asked", [])
    return Client


def test_work_of_a_cluster_is_done_anew_each_time_and_the_client_is_closed(
    cluster: type[Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Client, "programs", (fingerprint(), fingerprint()))
    with on_cluster("tcp://a:1") as executor:
        assert isinstance(executor, InThisProcess)
    assert cluster.asked == [{"set_as_default": False}, {"pure": False}, "closed"]
    for talker in ("distributed.client", "tornado.application"):
        assert not logging.getLogger(talker).isEnabledFor(logging.ERROR)


@pytest.mark.parametrize(
    ("address", "programs", "code"),
    [("tcp://a:1", (), "T911"), ("nobody", (), "T911"), ("tcp://a:1", ("another",), "T912"),
     ("tcp://a:1", (fingerprint(), "another"), "T912"), ("tcp://a:1", ("no tally",), "T912")],
)  # fmt: skip
def test_a_cluster_that_cannot_count_is_refused(
    address: str, programs: tuple[str, ...], code: str, cluster: type[Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Client, "programs", programs)
    with pytest.raises(Problems) as refused, on_cluster(address):
        pass
    assert [(one.code, one.place) for one in refused.value.problems] == [(code, address)]
    assert address == "nobody" or cluster.asked[-1] == "closed"


@pytest.mark.parametrize("speaks", [False, True])
def test_what_stands_at_the_address_may_be_no_scheduler(
    speaks: bool, cluster: type[Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A web server, say: it waits for a request, or its answer is read as a length that fits no memory."""
    over = Event()

    def connect(client: Client, address: str, **settings: Any) -> None:
        if speaks:
            raise MemoryError
        over.wait(60)

    monkeypatch.setattr(Client, "__init__", connect)
    monkeypatch.setattr(room, "ANSWERS_WITHIN", 0.1)
    with pytest.raises(Problems) as refused, on_cluster("tcp://a:80"):
        pass
    over.set()
    assert [one.code for one in refused.value.problems] == ["T911"]


@pytest.mark.parametrize("silent", [False, True])
def test_a_cluster_without_workers_is_not_waited_for_without_end(
    silent: bool, cluster: type[Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(client: Client, question: object, callback_timeout: float) -> dict[str, object]:
        if silent:
            raise TimeoutError
        return {"workers": {}}

    monkeypatch.setattr(Client, "programs", (fingerprint(),))
    monkeypatch.setattr(Client, "sync", ask, raising=False)
    monkeypatch.setattr(room, "ASKED_EVERY", 0.01)
    monkeypatch.setattr(room, "ALONE_WITHIN", 0.05)
    future: Future[None] = Future()
    monkeypatch.setattr(Client, "close", lambda client, timeout: future.cancel())
    with pytest.raises(Problems) as refused, on_cluster("tcp://a:1"):
        future.result(60)
    assert [one.code for one in refused.value.problems] == ["T913"]


def test_a_cluster_with_a_worker_is_left_to_its_work(cluster: type[Client], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Event()

    def ask(client: Client, question: object, callback_timeout: float) -> dict[str, object]:
        if cluster.asked.count("workers") == 20:
            asked.set()
        cluster.asked.append("workers")
        return {"workers": {"tcp://a:2": {}}}

    monkeypatch.setattr(Client, "programs", (fingerprint(),))
    monkeypatch.setattr(Client, "sync", ask, raising=False)
    monkeypatch.setattr(room, "ASKED_EVERY", 0.01)
    monkeypatch.setattr(room, "ALONE_WITHIN", 5)
    with on_cluster("tcp://a:1"):
        assert asked.wait(60)
        assert "closed" not in cluster.asked
    assert "closed" in cluster.asked


def test_a_cluster_that_goes_away_is_told(cluster: type[Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Client, "programs", (fingerprint(),))
    with pytest.raises(Problems) as refused, on_cluster("tcp://a:1"):
        raise ClosedError
    assert [one.code for one in refused.value.problems] == ["T913"]
    assert cluster.asked[-1] == "closed"


def test_without_the_extra_there_is_no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Problems) as refused, on_cluster("tcp://a:1"):
        pass
    assert [one.code for one in refused.value.problems] == ["T914"]
