"""The demo district: an office, three teams and their laptops, and three weeks of their work, all of it invented."""
