"""What goes out: the report as a page, and the page as a PDF."""
