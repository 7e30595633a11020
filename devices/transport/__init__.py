"""Ways to a device: serial ports, sockets, files of the system, printers' queues. Each call has a deadline."""
