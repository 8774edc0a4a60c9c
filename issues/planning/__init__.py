"""Planning the paper: its calendar, the pages of an issue, its running number, days without paper."""
