"""A short demonstration: types into a real bash with envd's hook, in a home of
its own, which is removed at the end. It looks at what it shows: the exit status
is 1 when something did not come out as it should.

usage: python3 demo.py BUILD-DIRECTORY
"""

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PATIENCE_S = 60
IS_WATCHED = sys.stdout.isatty()

# What is said, what is typed, and what must then be on the screen.
SCENES = [
    ("A directory for small scripts, and a new environment in it, as in every book.",
     [("mkdir Scripts && cd Scripts", None),
      ("python3 -m venv .venv", r"\n\(\.venv\) ~/Scripts\$ $")]),
    ("It is active already. Also in each folder below:",
     [("which python3", r"/Scripts/\.venv/bin/python3"),
      ("mkdir -p mail/old && cd mail/old", r"\n\(\.venv\) ~/Scripts/mail/old\$ $"),
      ("which python3", r"/Scripts/\.venv/bin/python3")]),
    ("Out of the project, everything is as it was:",
     [("cd", r"\n~\$ $"),
      ("which python3", r"\n/usr/bin/python3")]),
    ("The environments that envd knows, and why one is activated:",
     [("envd ls", r"~/Scripts/\.venv"),
      ("envd why Scripts", r"so ~/Scripts/\.venv is activated in ~/Scripts")]),
]


class Shell:
    def __init__(self, home, path):
        environment = {
            "HOME": home, "PATH": path, "TERM": "dumb", "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": os.path.join(home, ".run"), "HISTFILE": "",
        }
        self.environment = environment
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(home)
            os.execve("/bin/bash", ["bash", "--noprofile", "-i"], environment)

    def read(self, seconds):
        if not select.select([self.fd], [], [], seconds)[0]:
            return ""
        try:
            text = os.read(self.fd, 65536).decode("utf-8", "replace")
        except OSError:
            raise SystemExit("the shell has ended")
        sys.stdout.write(text)
        sys.stdout.flush()
        return text

    def wait(self):
        """Everything up to the next prompt."""
        seen, end = "", time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            seen += self.read(0.1)
            if seen.endswith("$ "):
                seen += self.read(0.2)
                if seen.endswith("$ "):
                    return seen.replace("\r", "")
        raise SystemExit("\nno prompt within %d s" % PATIENCE_S)

    def type(self, line):
        for character in line:
            os.write(self.fd, character.encode())
            if IS_WATCHED:
                self.read(0.04)
                time.sleep(0.03)
        if IS_WATCHED:
            time.sleep(0.5)
        os.write(self.fd, b"\n")
        return self.wait()

    def close(self):
        os.kill(self.pid, signal.SIGHUP)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def say(text):
    if IS_WATCHED:
        text = "\033[1m%s\033[0m" % text
    sys.stdout.write("\r\033[K" if IS_WATCHED else "\n")
    sys.stdout.write("# %s\r\n" % text)
    sys.stdout.flush()
    if IS_WATCHED:
        time.sleep(1.5)


def play(shell):
    is_good = True
    shell.wait()
    for text, lines in SCENES:
        say(text)
        os.write(shell.fd, b"\n")
        shell.wait()
        for line, wanted in lines:
            seen = shell.type(line)
            if wanted and not re.search(wanted, seen):
                print("\r\n*** not as it should be after: %s" % line)
                is_good = False
    return is_good


def main(build):
    build = os.path.abspath(build)
    home = tempfile.mkdtemp(prefix="envd-try-")
    path = "/usr/bin:/bin"
    try:
        os.mkdir(os.path.join(home, ".run"), 0o700)
        os.mkdir(os.path.join(home, ".bin"))
        os.symlink(os.path.join(build, "envd"), os.path.join(home, ".bin", "envd"))
        with open(os.path.join(home, ".bashrc"), "w") as rc:
            # Only the last line is envd's.
            rc.write("PS1='\\w$ '\nbind 'set enable-bracketed-paste off'\n"
                     'eval "$(envd hook bash)"\n')
        shell = Shell(home, os.path.join(home, ".bin") + ":" + path)
        try:
            is_good = play(shell)
        finally:
            shell.close()
            subprocess.run([os.path.join(build, "envd"), "daemon", "stop"],
                           env=shell.environment, stdout=subprocess.DEVNULL, check=False)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print("\r\n")
    if is_good:
        print("That was envd. To have it in your own shell:\n\n"
              "    make install PREFIX=$HOME/.local      # or, as root: make install\n"
              "    echo 'eval \"$(~/.local/bin/envd hook bash)\"' >> ~/.bashrc\n")
    return 0 if is_good else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
