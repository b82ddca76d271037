"""Who hears of a deed, by which channel. A notice says that something waits and who it is from, never what was written.

The journal is the outbox: `tasks.gather` reads it on every turn of a worker, makes a `Notice` for each deed that
somebody should hear of, and a task sends it. So nothing is announced that did not happen, and nothing is lost.
"""
