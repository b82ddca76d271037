"""What the API does not bring into a process."""

import subprocess
import sys

from tests.server import ROOT

ASK = """
import sys, django
django.setup()
from django.test import signals  # FIRST
from django.http import HttpRequest, HttpResponse
from alongside.api.middleware import ApiDoor
request = HttpRequest()
request.path_info = "/api/v1/nothing"
answer = ApiDoor(lambda request: HttpResponse(status=404))(request)
assert answer.status_code == 404 and answer["Content-Type"] == "application/problem+json"
assert "ninja" in sys.modules
print("unittest" in sys.modules)
from django.test import Client
"""


def test_a_call_brings_no_test_tools_and_they_can_still_be_had() -> None:
    for first, expected in (("", "False"), ("from django.test import signals", "True")):
        words = ASK.replace("from django.test import signals  # FIRST", first)
        done = subprocess.run([sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == expected
