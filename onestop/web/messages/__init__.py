"""The words of messages to applicants, as an administrator changes them, and the messages nobody got."""
