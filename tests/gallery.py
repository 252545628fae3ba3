"""Every fragment and page with canned data: empty, one, many, failed, very long names.

Looked at in local mode under /gallery, and rendered by tests/web/test_gallery.py, in a browser at both widths too.

To add a page or a fragment: append a Case to the file of its folder in tests/gallery_data/ (make the file, and name
it in GALLERY below, if the folder is new). A Case is a name ("products/one-refused"), the template, the context a
handler would pass, and the tab that is current ("" for pages outside a connection). Records are SimpleNamespaces
with the fields that the comment at the top of the template names. Fragments (_name.html) are shown in a frame.
"""

from tests.gallery_data import (
    accounts,
    connections,
    home,
    order_dialogs,
    order_list,
    order_settings,
    orders,
    products,
    tasks,
    webhooks,
)
from tests.gallery_data.cases import Case

FOLDERS = (
    accounts,
    connections,
    home,
    products,
    order_list,
    orders,
    order_dialogs,
    order_settings,
    webhooks,
    tasks,
)
GALLERY: dict[str, Case] = {case.name: case for folder in FOLDERS for case in folder.CASES}
