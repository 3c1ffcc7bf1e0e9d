"""Load a file: what it is, what is wrong with it, what it would change, and publishing it."""

from machimori.ui.load_file import choose_source, take_file
from machimori.ui.load_mapping import mapping
from machimori.ui.load_publish import changes, publish
from machimori.ui.load_report import report
from machimori.ui.staff_frame import begin_staff

page = begin_staff("load")
loaded = take_file(page)
if loaded is not None:
    name, answer = choose_source(page, loaded)
    is_read = report(page, answer)
    mapping(page, loaded, name, answer, is_open=not is_read)
    if is_read:
        changes(page, loaded, answer)
        publish(page, loaded, answer)
