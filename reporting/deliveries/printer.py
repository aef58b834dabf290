"""The child process that lays out a PDF: an order in JSON comes in, the number of pages and the PDF go out.

It knows no database and no settings. A page that grows beyond the limits ends this process and not the worker.
"""

import json
import mimetypes
import resource
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse


class Files(URLFetcher):
    """The only files a page may ask for: those below the folders of static files."""

    def __init__(self, static_url: str, folders: list[str]) -> None:
        super().__init__()
        self.prefix = static_url if static_url.startswith("/") else f"/{static_url}"
        self.folders = [Path(folder).resolve() for folder in folders]

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """What the page asked for, from a folder and never from a network."""
        path = self.find(url)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    def find(self, url: str) -> Path:
        """The file behind an address of the page. Any other address ends the work: no report without its styles."""
        address = urlsplit(url)
        if address.netloc or not address.path.startswith(self.prefix):
            raise FatalURLFetchingError(f"a report reads no {url}")
        for folder in self.folders:
            path = (folder / address.path.removeprefix(self.prefix)).resolve()
            if path.is_relative_to(folder) and path.is_file():
                return path
        raise FatalURLFetchingError(f"there is no {url}")


def lay_out(order: dict[str, Any]) -> tuple[int, bytes]:
    """The number of pages and the PDF of an order."""
    files = Files(order["static_url"], order["folders"])
    document = HTML(string=order["html"], base_url="file:///", url_fetcher=files).render()
    return len(document.pages), document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)


def main() -> None:
    """Read the order, set the limits, write the answer."""
    order = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"]))
    pages, pdf = lay_out(order)
    sys.stdout.buffer.write(b"%d\n" % pages + pdf)


if __name__ == "__main__":
    main()
