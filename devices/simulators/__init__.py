"""Devices that are files: what they were told can be looked at afterwards, also after a crash."""
