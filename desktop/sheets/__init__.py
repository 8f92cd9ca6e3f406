"""What is printed: rows in, the bytes of a PDF out. The only ReportLab; no paper asks the store anything."""
