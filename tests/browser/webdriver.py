"""webdriver - as much of the WebDriver protocol as the tests need, with nothing but Python's library."""
import base64
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request


class Browser:
    """A headless Chromium with a profile of its own; ends with close()."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}", "--log-level=SEVERE"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{port}"
        self.wait_for_driver()
        arguments = ["--headless=new", "--window-size=1366,900", "--hide-scrollbars", "--disable-gpu"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        session = self.post("/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}})
        self.url += f"/session/{session['sessionId']}"

    def wait_for_driver(self):
        for _ in range(200):
            try:
                if self.request("GET", "/status")["ready"]:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("chromedriver does not answer")

    def close(self):
        try:
            self.request("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()

    def request(self, method, path, body=None):
        request = urllib.request.Request(self.url + path, method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise RuntimeError(f"{value['error']}: {value['message']}") from None

    def post(self, path, body):
        return self.request("POST", path, body)

    def open(self, path):
        self.log("browser")
        self.log("performance")
        self.post("/url", {"url": f"file://{path}"})
        self.frame()

    def open_plain(self, path):
        """The same of a page whose script is not to run."""
        self.post("/url", {"url": f"file://{path}"})

    def log(self, kind):
        """What was logged since it was asked for last."""
        return self.post("/se/log", {"type": kind})

    def run(self, script, *arguments):
        """What SCRIPT, the body of a function, returns in the page."""
        return self.post("/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, script, *arguments):
        """The same of a script that hands its result to its last argument."""
        return self.post("/execute/async", {"script": script, "args": list(arguments)})

    def frame(self):
        """What is due has been drawn."""
        self.wait("const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))")

    def devtools(self, command, **parameters):
        return self.post("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def size(self, width, height, scale=1, is_phone=False):
        self.metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": is_phone}
        self.devtools("Emulation.setDeviceMetricsOverride", **self.metrics)
        self.devtools("Emulation.setTouchEmulationEnabled", enabled=is_phone)
        self.frame()

    def scheme(self, name):
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])
        self.frame()

    def picture(self, path):
        """The whole page, however long: as in a window that is as high."""
        height = self.run("return document.documentElement.scrollHeight")
        self.devtools("Emulation.setDeviceMetricsOverride", **{**self.metrics, "height": height})
        self.frame()
        shot = self.devtools("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        self.devtools("Emulation.setDeviceMetricsOverride", **self.metrics)
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))

    def view(self, path):
        """What is in the window."""
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.request("GET", "/screenshot")))

    def paper(self, path):
        """The page as it is printed."""
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.devtools("Page.printToPDF", printBackground=False)["data"]))

    # --- mouse, keyboard, fingers ---

    def act(self, kind, actions, **more):
        self.post("/actions", {"actions": [{"type": kind, "id": kind, "actions": actions, **more}]})

    def point(self, x, y):
        self.act("pointer", [{"type": "pointerMove", "x": int(x), "y": int(y)}])
        self.frame()

    def click(self, x, y):
        self.act("pointer", [{"type": "pointerMove", "x": int(x), "y": int(y)},
                             {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}])
        self.frame()

    def drag(self, x, y, by):
        self.act("pointer", [{"type": "pointerMove", "x": int(x), "y": int(y)}, {"type": "pointerDown", "button": 0},
                             {"type": "pointerMove", "x": int(x + by), "y": int(y), "duration": 50},
                             {"type": "pointerUp", "button": 0}])
        self.frame()

    def wheel(self, x, y, by):
        self.act("wheel", [{"type": "scroll", "x": int(x), "y": int(y), "deltaX": 0, "deltaY": by}])
        self.frame()

    def keys(self, *names):
        """Special keys by their code points of the protocol, see KEYS."""
        presses = [{"type": kind, "value": KEYS.get(name, name)} for name in names for kind in ("keyDown", "keyUp")]
        self.act("key", presses)
        self.frame()

    def touch(self, kind, *points):
        self.devtools("Input.dispatchTouchEvent", type=kind,
                      touchPoints=[{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)])


KEYS = {"Left": "\ue012", "Up": "\ue013", "Right": "\ue014", "Down": "\ue015", "PageDown": "\ue00f",
        "Home": "\ue011", "Escape": "\ue00c", "Tab": "\ue004"}
