"""One place decides who may see and do what. Import the gate's functions from `alongside.access.gate`."""
