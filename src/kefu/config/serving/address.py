"""Where the site listens."""

import errno
import http.client
import os
import socket
import time
from dataclasses import dataclass

from kefu.config.serving.refusing import refused

_WAIT_FOR_KILLED = 15


@dataclass(frozen=True)
class Address:
    """An address to listen at."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        return f"http://{_bracketed(self._near)}:{self.port}"

    @property
    def numeric(self) -> str:
        """The host as a number, which is what the server wants. Raises `Problems`."""
        return self._resolved()[1][0]

    @property
    def is_named(self) -> bool:
        """Whether the host says which machine this is, and not only that all may come."""
        return self.host not in ("0.0.0.0", "::")  # noqa: S104

    @property
    def _near(self) -> str:
        return self.host if self.is_named else "localhost"

    def refuse_if_taken(self, *, was_killed: bool) -> None:
        """Raise `Problems` unless the port is free; after a kill its last server has a moment to end."""
        until = time.monotonic() + (_WAIT_FOR_KILLED if was_killed else 0)
        while (error := self._tried()) is not None:
            if error.errno != errno.EADDRINUSE or time.monotonic() > until:
                raise refused("kefu up", *self._why(error))
            time.sleep(0.2)

    def answers(self) -> bool:
        """Whether the site answers, whatever it says."""
        connection = http.client.HTTPConnection(self._near, self.port, timeout=2)
        try:
            connection.request("GET", "/", headers={"Host": f"localhost:{self.port}"})
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    def _resolved(self) -> tuple[socket.AddressFamily, tuple[str, int]]:
        try:
            family, _, _, _, place = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
        except socket.gaierror as error:
            zh, en = f"没有“{self.host}”这个地址", f"there is no address “{self.host}”"
            raise refused("kefu up", zh, en) from error
        return family, (str(place[0]), self.port)

    def _tried(self) -> OSError | None:
        family, place = self._resolved()
        with socket.socket(family) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(place)
                tried.listen(1)
            except OSError as error:
                return error
        return None

    def _why(self, error: OSError) -> tuple[str, str]:
        if error.errno == errno.EADDRINUSE:
            other = self.port + 1 if self.port < 65_535 else 8_000
            return (
                f"端口 {self.port} 已被其他程序占用，请换一个：PORT={other} make up",
                f"another program has taken port {self.port}; choose another one: PORT={other} make up",
            )
        why = error.strerror or os.strerror(error.errno or 0)
        return f"无法监听 {self.host}:{self.port}：{why}", f"cannot listen at {self.host}:{self.port}: {why}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
