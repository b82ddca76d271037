"""Work in the background, so that no page waits for it.

How to use it, from any floor above:

- **A task**: a function in `tasks.py` with `@task()` of `django_tasks`; start it with `.enqueue(str(row.pk))` inside
  the deed's transaction. Tasks take ids only, return nothing, and may be run twice: a worker can be cut off midway.
- **A work of every turn, day or week**: `@periodic.every_turn` or `@periodic.every(timedelta(days=1))` from
  `alongside.jobs.periodic`, in a module that the app's `ready()` imports.
- **Visible progress of long work** (an import, an export): `progress.begin(owner, "roster")` in the view, its id goes
  to the task; the task calls `progress.advance(id, done=..., total=...)` now and then and `progress.finish(id)` or
  `progress.fail(id, sentence)`. The page asks `progress.of(owner, id)` every second or so and draws `<progress>`. A
  sentence of it holds no content.

`python -m alongside.jobs` is a worker; `supervisor.worker_beside()` keeps one running beside a server.
"""
