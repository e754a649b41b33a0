// The camera reads a code where the browser can; a scanner that types, or a hand, does without it.
"use strict";

let stream = null;

async function scan() {
  const view = byId("view");
  if (stream) return stopScanning();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return undefined; // no camera, or it was not allowed: what is typed counts
  }
  view.srcObject = stream;
  view.hidden = false;
  await view.play();
  const reader = new BarcodeDetector({ formats: ["qr_code", "code_128"] });
  while (stream) {
    const [code] = await reader.detect(view).catch(() => []);
    if (code) {
      stopScanning();
      return look(code.rawValue);
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  return undefined;
}

function stopScanning() {
  for (const track of stream?.getTracks() || []) track.stop();
  stream = null;
  byId("view").hidden = true;
}

byId("camera").hidden = !("BarcodeDetector" in window && navigator.mediaDevices);
byId("camera").addEventListener("click", scan);
