"""Make sure that there is a Chromium for the journeys: the system's own, else installed through apt. Says plainly if not."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Where the browser is: $CHROMIUM, or one of the usual names on the PATH."""
    asked = os.environ.get("CHROMIUM")
    if asked:
        return asked
    return next((path for path in map(shutil.which, NAMES) if path), None)


def main() -> int:
    if find():
        return 0
    if not shutil.which("apt-get"):
        print("The journeys need Chromium, and this machine has no apt-get to install it.", file=sys.stderr)
        print("Install it in your system's way, or name it: CHROMIUM=/path/to/chromium make test", file=sys.stderr)
        return 1
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("Installing Chromium for the journeys (once) ...", flush=True)
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        for _ in range(2):  # a mirror may hiccup
            done = subprocess.run([*root, *command], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if done.returncode == 0:
                break
        else:
            print(done.stdout[-2000:], done.stderr[-2000:], sep="\n", file=sys.stderr)
            print(f"Chromium could not be installed: `{' '.join(command)}` failed (above).", file=sys.stderr)
            return 1
    return 0 if find() else 1


if __name__ == "__main__":
    sys.exit(main())
