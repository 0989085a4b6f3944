"""The door out: against a real server on this machine, with names that lie, drip, point elsewhere and never end."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cityhall.kernel import clock, outgoing
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.outgoing import OutgoingError

Talk = Callable[[socket.socket], None]
FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-One: 1\r\n\r\nfine"


@contextmanager
def server(*answers: bytes | Talk, wrap: Callable[[socket.socket], socket.socket] | None = None) -> Iterator["Heard"]:
    """Answers each caller with the next of the answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        heard = Heard(listening.getsockname()[1])
        serving = threading.Thread(target=_serve, args=(listening, answers, heard, wrap), daemon=True)
        serving.start()
        yield heard


class Heard(list[bytes]):
    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.url = f"http://127.0.0.1:{port}/in?x=1"


def _serve(
    listening: socket.socket,
    answers: Sequence[bytes | Talk],
    heard: Heard,
    wrap: Callable[[socket.socket], socket.socket] | None,
) -> None:
    for answer in answers:
        try:
            caller, _ = listening.accept()
            with wrap(caller) if wrap else caller as line:
                heard.append(line.recv(65536))
                answer(line) if callable(answer) else line.sendall(answer)
        except OSError:
            continue


@pytest.fixture
def inside(settings: object) -> None:
    settings.OUTGOING = "127.0.0.1"  # type: ignore[attr-defined]


def _fails(url: str, **kwargs: object) -> str:
    with pytest.raises(OutgoingError) as no:
        outgoing.get(url, **kwargs)  # type: ignore[arg-type]
    return no.value.reason


@pytest.mark.usefixtures("inside")
def test_a_post_arrives_and_its_answer_comes_back() -> None:
    with server(FINE) as heard:
        answer = outgoing.post(heard.url, b"hello", {"X-Sign": "abc", "Host": "else.example"})
    assert (answer.status, answer.body, answer.headers["x-one"]) == (200, b"fine", "1")
    assert heard[0].startswith(b"POST /in?x=1 HTTP/1.1\r\n")
    assert b"X-Sign: abc\r\n" in heard[0]
    assert f"Host: 127.0.0.1:{heard.port}\r\n".encode() in heard[0]
    assert b"else.example" not in heard[0]


@pytest.mark.usefixtures("inside")
def test_a_redirect_is_an_answer_and_nobody_goes_there() -> None:
    with server(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /other\r\n\r\n", FINE) as heard:
        answer = outgoing.get(heard.url)
        assert (answer.status, answer.headers["location"]) == (302, "/other")
        assert len(heard) == 1


@pytest.mark.usefixtures("inside")
def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with server(FINE) as heard:
        assert outgoing.get(heard.url).status == 200


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200",
        "0.0.0.0", "224.0.0.1", "239.1.1.1", "255.255.255.255", "240.0.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7",
        "203.0.113.9", "192.88.99.1", "::1", "::", "fe80::1", "fe80::1%2", "fc00::1", "fd12::1", "ff02::1", "fec0::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001::1",
        "::ffff:0:127.0.0.1",
    ],
)  # fmt: skip
def test_inner_and_hiding_addresses_are_refused(address: str) -> None:
    assert not outgoing.is_open(ipaddress.ip_address(address))
    assert _fails("http://hook.example/", resolve=lambda host, port: [address]) == "address"


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "2606:4700::1111"])
def test_public_addresses_are_open(address: str) -> None:
    assert outgoing.is_open(ipaddress.ip_address(address))
    outgoing.check("https://hook.example/", resolve=lambda host, port: [address])


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
)
def test_every_spelling_of_this_machine_is_refused(host: str) -> None:
    with server(FINE) as heard:
        assert _fails(f"http://{host}:{heard.port}/") == "address"
        assert heard == []


@pytest.mark.parametrize(
    "url",
    [
        "", "hook.example", "//hook.example/", "ftp://hook.example/", "file:///etc/passwd", "gopher://hook.example/", "http://",
        "http:///x", "http://u:p@hook.example/", "http://hook.example@127.0.0.1/", "http://hook.example\\@127.0.0.1/", "http://a b/",
        "http://hook.example/\r\nX: 1", "http://hook.example:99999/", "http://hook.example:0/", "http://hook.example/事项",
        "http://[::1", "http://[fe80::1%25eth0]/", "http://" + "a" * 64 + ".example/", "http://hook.example/" + "a" * 2000,
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    assert _fails(url, resolve=lambda host, port: ["8.8.8.8"]) == "url"
    with pytest.raises(InvalidInputError) as no:
        outgoing.check(url, field="address", resolve=lambda host, port: ["8.8.8.8"])
    assert (no.value.code, no.value.field) == ("outgoing.url", "address")


def test_a_chinese_name_is_asked_for_as_the_net_knows_it() -> None:
    asked: list[str] = []
    outgoing.check("https://政务.example/", resolve=lambda host, port: asked.append(host) or ["8.8.8.8"])  # type: ignore[func-returns-value]
    assert asked == ["xn--zfr164b.example"]


@pytest.mark.usefixtures("inside")
def test_the_name_is_asked_for_once_and_the_judged_address_is_the_one_called() -> None:
    """DNS rebinding: a second look-up would answer otherwise. It is never made."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with server(FINE) as heard:
        answer = outgoing.get(f"http://hook.example:{heard.port}/", resolve=rebinding)
    assert (answer.status, asked) == (200, ["hook.example"])
    assert f"Host: hook.example:{heard.port}".encode() in heard[0]


def test_a_name_that_was_fine_at_the_form_is_judged_again_at_the_call() -> None:
    outgoing.check("http://hook.example/", resolve=lambda host, port: ["8.8.8.8"])
    assert _fails("http://hook.example/", resolve=lambda host, port: ["10.0.0.1"]) == "address"


def test_one_inner_address_among_public_ones_spoils_them_all() -> None:
    assert _fails("http://hook.example/", resolve=lambda host, port: ["8.8.8.8", "127.0.0.1"]) == "address"


def test_listed_hosts_and_networks_may_be_inside(settings: object) -> None:
    settings.OUTGOING = " Hook.Example , 10.8.0.0/16,::1,"  # type: ignore[attr-defined]
    outgoing.check("http://hook.example./", resolve=lambda host, port: ["192.168.7.7"])
    outgoing.check("http://other.example/", resolve=lambda host, port: ["10.8.3.4", "::1"])
    assert _fails("http://other.example/", resolve=lambda host, port: ["10.9.0.1"]) == "address"
    assert _fails("http://not-hook.example/", resolve=lambda host, port: ["192.168.7.7"]) == "address"


def test_a_name_nobody_knows_is_said_to_be_unknown() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    assert _fails("http://hook.example/", resolve=unknown) == "name"
    with pytest.raises(InvalidInputError, match="域名") as no:
        outgoing.check("http://hook.example/", resolve=lambda host, port: [])
    assert no.value.code == "outgoing.name"


def test_a_look_up_that_never_ends_is_left_behind() -> None:
    def slow(host: str, port: int) -> list[str]:
        time.sleep(3)
        return ["8.8.8.8"]

    began = time.monotonic()
    assert _fails("http://hook.example/", timeout=0.2, resolve=slow) == "time"
    assert time.monotonic() - began < 2


def _drip(piece: bytes) -> Talk:
    def talk(line: socket.socket) -> None:
        for _ in range(100):
            line.sendall(piece)
            time.sleep(0.05)

    return talk


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    "talk",
    [_drip(b"H"), _drip(b"HTTP/1.1 100 Continue\r\n\r\n"), lambda line: line.sendall(FINE[:-4]) or _drip(b"")(line)],
)
def test_an_answer_that_drips_ends_with_the_time(talk: Talk) -> None:
    began = time.monotonic()
    with server(talk) as heard:
        assert _fails(heard.url, timeout=0.4) == "time"
    assert time.monotonic() - began < 2


@pytest.mark.usefixtures("inside")
def test_a_receiver_that_does_not_read_ends_with_the_time() -> None:
    with server(lambda line: time.sleep(2)) as heard, pytest.raises(OutgoingError) as no:
        outgoing.post(heard.url, b"x" * 30_000_000, {}, timeout=0.4)
    assert no.value.reason == "time"


def _flood(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        line.sendall(b"x" * 65536)


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (_flood, "size"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", "size"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "answer"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "answer"),
        (b"nonsense\r\n\r\n", "answer"),
        (b"", "connect"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200 + b"\r\n", "answer"),
    ],
)
def test_answers_that_are_none(answer: bytes | Talk, reason: str) -> None:
    with server(answer) as heard:
        assert _fails(heard.url, timeout=3) == reason


@pytest.mark.usefixtures("inside")
def test_the_largest_answer_is_still_read_and_nobody_listening_is_said_so() -> None:
    with server(FINE, FINE) as heard:
        assert outgoing.get(heard.url, most=4).body == b"fine"
        assert _fails(heard.url, most=3) == "size"
    assert _fails(heard.url) == "connect"


@pytest.mark.usefixtures("inside")
def test_headers_cannot_be_smuggled_in() -> None:
    with server(FINE) as heard, pytest.raises(OutgoingError) as no:
        outgoing.post(heard.url, b"", {"X-A": "1\r\nX-B: 2"})
    assert no.value.reason == "answer"


def _certificate(folder: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key()).serial_number(7)
        .not_valid_before(clock.now() - timedelta(days=1)).not_valid_after(clock.now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{name}.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.usefixtures("inside")
def test_over_tls_the_certificate_is_held_against_the_name_and_not_the_address(tmp_path: Path) -> None:
    path = _certificate(tmp_path, "hook.example")
    ours, theirs = ssl.create_default_context(cafile=str(path)), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(path)
    with server(FINE, FINE, FINE, wrap=lambda line: theirs.wrap_socket(line, server_side=True)) as heard:
        here: outgoing.Resolver = lambda host, port: ["127.0.0.1"]  # noqa: E731
        assert outgoing.get(f"https://hook.example:{heard.port}/", resolve=here, context=ours).body == b"fine"
        assert _fails(f"https://other.example:{heard.port}/", resolve=here, context=ours) == "tls"
        assert _fails(f"https://hook.example:{heard.port}/", resolve=here) == "tls"


def test_what_the_operator_configured_may_be_inside() -> None:
    with server(FINE) as heard:
        assert outgoing.post(heard.url, b"", {}, configured=True).status == 200
