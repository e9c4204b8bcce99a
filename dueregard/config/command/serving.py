"""`serve`: looks at the installation, listens, and lets the supervisor run the web server, the worker and the tick."""

from __future__ import annotations

import gc
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dueregard.config.command.failing import Failure, say
from dueregard.config.command.ready import refuse_pending, refuse_the_wrong_mode, set_up


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens at host and port. Raises Failure with what stands in the way."""
    if not 0 <= port <= 65535:
        raise Failure(f"{port} is not a port: give a number up to 65535.")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise Failure(f"“{host}” is not an address of this machine.") from None
    sock = socket.socket(family[0], socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(family[4])
        sock.listen(2048)
    except OSError as error:
        sock.close()
        if isinstance(error, PermissionError):
            raise Failure(f"Port {port} needs rights that this user does not have: choose one above 1023.") from None
        raise Failure(
            f"Port {port} at {host} cannot be had ({error.strerror}): stop what listens there, or choose another port."
        ) from None
    sock.set_inheritable(True)
    return sock


def static_files_are_stale() -> bool:
    """Whether style sheets and scripts were never collected, or the product has newer ones."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return True
    collected = manifest.stat().st_mtime
    return any(
        Path(storage.path(name)).stat().st_mtime > collected
        for finder in get_finders()
        for name, storage in finder.list([])
    )


def collect_static_files() -> None:
    """Collect them where they are stale. Raises Failure where the folder cannot be written."""
    from django.conf import settings
    from django.core.management import call_command

    if not static_files_are_stale():
        return
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        raise Failure(f"{settings.STATIC_ROOT} cannot be written ({error.strerror}): set DUEREGARD_STATIC.") from None


def _address(sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else shown}:{port}"  # noqa: S104 - compared, not bound


def _greeting(address: str) -> list[str]:
    """What is printed once the server answers."""
    from django.conf import settings

    lines = [f"Due Regard is at {address} (Ctrl+C stops it)."]
    if settings.DUEREGARD_DEMO:
        from dueregard.demo.loading import sign_in_lines

        lines += sign_in_lines()
    return lines


def _web(sock: socket.socket, workers: int, greeting: list[str]) -> Callable[[], None]:
    """The web server as a function to run in a child. The application is loaded here, before any process forks."""
    from django.urls import get_resolver
    from gunicorn.app.base import BaseApplication

    from dueregard.config.wsgi import application

    get_resolver().url_patterns  # noqa: B018 - loads every room's views once, instead of in each process
    settings = {
        "bind": f"fd://{sock.fileno()}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": 4,
        "preload_app": True,
        # A control socket would offer shutdown to whoever can open it, and two installations would share its path.
        "control_socket_disable": True,
        "timeout": 90,
        "graceful_timeout": 20,
        "max_requests": 20_000,
        "max_requests_jitter": 2_000,
        "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108 - gunicorn makes the name
        "errorlog": "-",
        "loglevel": "warning",
        "when_ready": lambda arbiter: say("\n".join(greeting)),
    }

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return application

    return lambda: Server().run()


def _worker() -> None:
    """The worker, which takes one job after another until it is told to stop; then it finishes the one it has."""
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    # The command around this class would set the log's level to everything or nothing; being told to stop is no warning.
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    worker = Worker(
        queue_names=["default"],
        interval=1,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    worker.run()


def serve(arguments: Any) -> int:
    """Serve until told to stop. Raises Failure where the installation is not fit to be served."""
    set_up()
    from django.db import connections

    from dueregard.config.schedule import keep_ticking
    from dueregard.config.supervisor import supervise

    if arguments.workers < 1:
        raise Failure("At least one web process is needed.")
    wanted = (arguments.only,) if arguments.only else ("web", "worker", "tick")
    refuse_pending()
    refuse_the_wrong_mode()
    parts: dict[str, Callable[[], None]] = {}
    if "web" in wanted:
        sock = listening(arguments.host, arguments.port)
        collect_static_files()
        parts["web server"] = _web(sock, arguments.workers, _greeting(_address(sock)))
    if "worker" in wanted:
        parts["worker"] = _worker
    if "tick" in wanted:
        parts["schedule"] = keep_ticking
    # The children inherit what is loaded; an open connection must not be among it.
    connections.close_all()
    gc.collect()
    gc.freeze()
    return supervise(parts)
