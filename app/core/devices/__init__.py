"""What stands on a till's counter: printers, scales, drawers, displays, scanners, declared and changed by people."""
