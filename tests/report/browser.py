"""A headless Chromium, driven by chromedriver's own protocol (W3C WebDriver): nothing but HTTP and JSON."""

import base64
import json
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             "--host-resolver-rules=MAP * ~NOTFOUND"]  # no network, whatever a page asks for


class Browser:
    """Use it in a `with` statement: nothing is left running afterwards."""

    def __enter__(self) -> "Browser":
        self.home = tempfile.mkdtemp(prefix="handoff-chromium-")
        log = Path(self.home) / "driver.log"
        self.driver = subprocess.Popen(["chromedriver", "--port=0", f"--log-path={self.home}/own.log"],
                                       stdout=open(log, "wb"), stderr=subprocess.STDOUT)
        self.session = ""
        try:
            self.start(log)
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self, log: Path) -> None:
        """Waits for the driver, which chooses a free port, and has it start a browser."""
        deadline = time.monotonic() + 20
        while not (ready := re.search(r"successfully on port (\d+)", log.read_text(errors="replace"))):
            assert time.monotonic() < deadline, log.read_text(errors="replace")
            time.sleep(0.05)
        self.port = int(ready[1])
        options = {"args": [*ARGUMENTS, f"--user-data-dir={self.home}/profile"]}
        answer = self.call("session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.session = f"session/{answer['sessionId']}/"

    def __exit__(self, *_: object) -> None:
        if self.session:
            self.call(self.session.rstrip("/"), None, "DELETE")
        self.driver.terminate()
        self.driver.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def call(self, what: str, data: Any, method: str = "POST") -> Any:
        """One command."""
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/{what}", body, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode(errors="replace")) from error

    def devtools(self, command: str, **parameters: Any) -> Any:
        """A command of the DevTools protocol."""
        return self.call(self.session + "goog/cdp/execute", {"cmd": command, "params": parameters})

    def look(self, width: int, height: int, scheme: str) -> None:
        """The size of the window and what the user prefers: light or dark."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                      mobile=False)
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def go(self, address: str) -> None:
        """Opens a page and waits for it."""
        self.call(self.session + "url", {"url": address})

    def ask(self, expression: str) -> Any:
        """The value of an expression in the page."""
        return self.call(self.session + "execute/sync", {"script": f"return {expression}", "args": []})

    def complaints(self) -> list[str]:
        """What the page wrote to the console: errors, refused requests."""
        return [entry["message"] for entry in self.call(self.session + "se/log", {"type": "browser"})]

    def screenshot(self, file: Path) -> bytes:
        """What is seen, as PNG."""
        data = base64.b64decode(self.call(self.session + "screenshot", None, "GET"))
        file.write_bytes(data)
        return data
