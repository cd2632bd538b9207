"""Drives a headless Chromium through its debugging pipe: no package beyond Python is needed."""
import base64
import fcntl
import itertools
import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time


def find_chromium():
    """The browser's program, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for path in map(shutil.which, names) if path), None)


class Browser:
    """One page. Every error that the page reports is kept in `errors`."""

    def __init__(self, width=1280, height=900):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.downloads = pathlib.Path(self.profile.name) / "downloads"
        self.from_browser, its_write = os.pipe()
        its_read, self.to_browser = os.pipe()
        command = [find_chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
                   "--disable-dev-shm-usage", "--disable-background-networking", f"--user-data-dir={self.profile.name}",
                   "--remote-debugging-pipe", "about:blank"]
        # The browser reads commands from descriptor 3 and writes answers to descriptor 4; these two are out of their way.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (its_read, its_write)]
        launch = f'exec "$@" 3<&{ends[0]} 4>&{ends[1]} {ends[0]}<&- {ends[1]}>&-'
        self.process = subprocess.Popen(["bash", "-c", launch, "browser", *command], pass_fds=ends,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for end in (its_read, its_write, *ends):
            os.close(end)
        self.ids = itertools.count(1)
        self.buffer = b""
        self.events = []
        self.errors = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.downloads), session=None)
        self.resize(width, height)

    session = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)
        os.close(self.to_browser)
        os.close(self.from_browser)
        self.profile.cleanup()

    def read(self, timeout):
        """The next message; None after the time is over."""
        end = time.monotonic() + timeout
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.from_browser], [], [], max(0, end - time.monotonic()))
            if not ready:
                return None
            chunk = os.read(self.from_browser, 1 << 20)
            if not chunk:
                raise AssertionError("the browser has ended")
            self.buffer += chunk
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def note(self, message):
        method, parameters = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.errors.append(str(parameters["exceptionDetails"].get("exception", {}).get("description", parameters)))
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning"):
            self.errors.append(" ".join(str(argument.get("value", argument)) for argument in parameters["args"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.errors.append(parameters["entry"]["text"])
        self.events.append(method)

    def call(self, method, timeout=60, **parameters):
        message = {"id": next(self.ids), "method": method}
        session = parameters.pop("session", self.session)
        message["params"] = parameters
        if session:
            message["sessionId"] = session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + timeout
        while True:
            answer = self.read(end - time.monotonic())
            if answer is None:
                raise AssertionError(f"no answer to {method}")
            if answer.get("id") == message["id"]:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.note(answer)

    def resize(self, width, height, phone=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2 if phone else 1, mobile=phone)

    def scheme(self, name):
        """"light" or "dark"."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def open(self, path, timeout=60):
        """Loads a file and returns the seconds until its load event."""
        self.events.clear()
        started = time.monotonic()
        self.call("Page.navigate", url=pathlib.Path(path).resolve().as_uri(), timeout=timeout)
        while "Page.loadEventFired" not in self.events:
            message = self.read(timeout)
            if message is None:
                raise AssertionError(f"{path} did not load")
            self.note(message)
        return time.monotonic() - started

    def run(self, script):
        """The value of an expression, awaited."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise AssertionError(result["exceptionDetails"].get("exception", {}).get("description", script))
        return result["result"].get("value")

    def wait(self, script, timeout=20):
        end = time.monotonic() + timeout
        while not self.run(script):
            if time.monotonic() > end:
                raise AssertionError(f"never true: {script}")
            time.sleep(0.05)

    def mouse(self, kind, x, y, button="none"):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button=button, buttons=int(button == "left"), clickCount=1)

    def screenshot(self, path, whole=False):
        picture = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        pathlib.Path(path).write_bytes(base64.b64decode(picture["data"]))

    def pdf(self, path):
        document = self.call("Page.printToPDF", printBackground=True)
        pathlib.Path(path).write_bytes(base64.b64decode(document["data"]))

    def downloaded(self, name, timeout=20):
        """The bytes of a file the page saved."""
        end = time.monotonic() + timeout
        path = self.downloads / name
        while not path.exists():
            if time.monotonic() > end:
                raise AssertionError(f"{name} was not saved; there is {list(self.downloads.glob('*'))}")
            time.sleep(0.05)
        return path.read_bytes()
