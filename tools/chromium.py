"""Make sure that the journeys have a Chromium: the system's own, else installed through apt. Says plainly if not.

Its headless shell comes first: the same engine without a browser around it, the journeys take a third less time in it.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium-headless-shell", "chromium")  # not every system has the first


def find() -> str | None:
    """Where the browser is: $CHROMIUM, or one of the usual names on the PATH."""
    asked = os.environ.get("CHROMIUM")
    if asked:
        return asked
    return next((path for path in map(shutil.which, NAMES) if path), None)


def install() -> str:
    """Install Debian's Chromium; return what went wrong, or nothing."""
    if not shutil.which("apt-get"):
        return (
            "The journeys need Chromium, and this machine has no apt-get to install it.\n"
            "Install it in your system's way, or name it: CHROMIUM=/path/to/chromium make test"
        )
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    said = ""

    def apt_get(*words: str) -> bool:
        nonlocal said
        for _ in range(2):  # a mirror may hiccup
            done = subprocess.run(
                [*root, "apt-get", *words], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True
            )
            said = done.stdout[-2000:] + done.stderr[-2000:]
            if done.returncode == 0:
                return True
        return False

    try:
        if not apt_get("update", "-qq"):
            return f"{said}\nChromium could not be installed: `apt-get update` failed (above)."
        if not any(apt_get("install", "-y", "-qq", "--no-install-recommends", package) for package in PACKAGES):
            return f"{said}\nChromium could not be installed: `apt-get install {PACKAGES[-1]}` failed (above)."
    except FileNotFoundError:
        return "Chromium has to be installed, and this account may not: there is no sudo here."
    return "" if find() else f"{said}\napt-get installed Chromium, but none of {', '.join(NAMES)} is on the PATH."


def main() -> int:
    """Return 0 if there is a Chromium now, else 1 after saying why."""
    if find():
        return 0
    print("Installing Chromium for the journeys (once) ...", flush=True)
    wrong = install()
    if wrong:
        print(wrong, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
