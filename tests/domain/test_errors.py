"""What the program says no with."""

import pickle

from desktop.domain.errors import Finding, Refused


def test_a_refusal_comes_whole_out_of_another_process() -> None:
    refused = Refused(
        "{n} values.", "Correct {field}.", findings=(Finding("phone", "This is needed."),), n=1, field="it"
    )
    again = pickle.loads(pickle.dumps(refused))  # noqa: S301  our own bytes
    assert str(again) == "1 values. Correct it."
    assert (again.what, again.remedy, again.values) == (refused.what, refused.remedy, refused.values)
    assert again.findings == refused.findings
