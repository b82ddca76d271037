"""What a process does not hold: the tools of others, and the same thing twice."""

import subprocess
import sys

from alongside.api.agreements import agreements
from alongside.api.pairs import pairs
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


def test_no_process_loads_what_is_there_for_type_checkers() -> None:
    words = "import sys, django; django.setup(); print('django.contrib.admin' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_operations_that_take_or_answer_the_same_share_its_shape() -> None:
    operations = [
        operation
        for noun in (pairs, agreements)
        for view in noun.path_operations.values()
        for operation in view.operations
        if "{" in operation.path
    ]
    taken = {model for operation in operations for model in operation.models if model.__name__ == "PathParams"}
    answered = {model for operation in operations for model in operation.response_models.values() if model}
    shapes = {str(model.model_fields["response"].annotation) for model in answered}
    assert len(operations) > 8
    assert len(taken) == len({tuple(model.model_fields) for model in taken}) < len(operations) / 2
    assert len(answered) == len(shapes)
