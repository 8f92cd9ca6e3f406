"""What is printed: rows in, the bytes of a PDF out. `press` is the only ReportLab; no paper asks the store anything."""
