"""What is sent lies nowhere in clear on its way, and comes out as it went in."""

import io

import pytest
from django.core.exceptions import RequestAborted
from hypothesis import given
from hypothesis import strategies as st

from alongside.vault import spool
from alongside.vault.spool import InParts, Spool, in_parts

SECRET = b"BirthDate,1981-11-12\n"


@given(st.lists(st.binary(max_size=70)), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 90)), max_size=6))
def test_it_reads_like_a_file(written, looks):
    plain = io.BytesIO(b"".join(written))
    with Spool() as sealed:
        for some in written:
            sealed.write(some)
        for at, much in looks:
            assert sealed.seek(at) == plain.seek(at)
            assert sealed.read(much) == plain.read(much)
        assert sealed.seek(0, io.SEEK_END) == len(plain.getvalue())
        sealed.seek(0)
        assert sealed.read() == plain.getvalue()


@given(st.binary(max_size=200), st.integers(1, 40), st.lists(st.tuples(st.integers(0, 250), st.integers(0, 90))))
def test_parts_read_like_the_whole(whole, size, looks):
    chunks = [whole[at : at + 7] for at in range(0, len(whole), 7)]
    parts = list(in_parts(chunks, size))
    assert all(len(part) == size for part in parts[:-1]) and b"".join(parts) == whole
    plain, buffered = io.BytesIO(whole), io.BufferedReader(InParts(len(whole), size, parts.__getitem__), 16)
    for at, much in looks:
        assert buffered.seek(at) == plain.seek(at)
        assert buffered.read(much) == plain.read(much)
    buffered.seek(0)
    assert buffered.read() == whole


def test_what_goes_to_a_file_is_not_in_clear():
    with Spool() as sealed:
        for _turn in range(spool.IN_MEMORY // len(SECRET) + 10):
            sealed.write(SECRET)
        assert isinstance(sealed._file._file, io.BufferedRandom)
        sealed._file.seek(0)
        assert SECRET[:9] not in sealed._file.read()
        sealed.seek(10)
        with pytest.raises(ValueError, match="start to its end"):
            sealed.write(b"again")


def read(*messages):
    """What the server makes of a request that comes in these messages."""
    from alongside.config.asgi import application

    left = list(messages)

    async def receive():
        return left.pop(0)

    try:  # it waits for nothing, so it needs no loop; journeys in the same process have one running
        application.read_body(receive).send(None)
    except StopIteration as done:
        assert not left
        return done.value


def test_the_server_takes_what_is_sent_into_one():
    first = {"type": "http.request", "body": b"one ", "more_body": True}
    body = read(first, {"type": "http.request", "body": b"two"})
    assert isinstance(body, Spool) and body.read() == b"one two"
    with pytest.raises(RequestAborted):
        read(first, {"type": "http.disconnect"})


def test_nobody_fills_the_disk_with_a_request_that_does_not_end():
    from alongside.config.asgi import MOST

    part = {"type": "http.request", "body": bytes(1_000_000), "more_body": True}
    body = read(*[part] * 70, {"type": "http.request", "body": b"at last"})
    assert MOST <= body.seek(0, io.SEEK_END) < MOST + 1_000_000
