// One signs in a field with a finger, a pen or a mouse; what was drawn goes into the file field beside it.
"use strict";

const signs = (pad) => {
  const [canvas, file] = [pad.querySelector("canvas"), pad.parentElement.querySelector("[data-signed]")];
  const pen = canvas.getContext("2d");
  let last = null; // where the stroke is now; null while the pen is up
  let isDrawn = false;
  pad.hidden = false;

  // On white and in black, also where the page is dark: it is printed.
  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    Object.assign(pen, { strokeStyle: "#000", lineWidth: 5, lineCap: "round", lineJoin: "round" });
    isDrawn = false;
  };
  const at = (event) => {
    const field = canvas.getBoundingClientRect();
    const scale = canvas.width / field.width;
    return [(event.clientX - field.left) * scale, (event.clientY - field.top) * scale];
  };
  const keep = () => canvas.toBlob((picture) => {
    if (!picture || !isDrawn) return;
    const holder = new DataTransfer();
    holder.items.add(new File([picture], "signature.png", { type: "image/png" }));
    file.files = holder.files;
  }, "image/png");

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
    isDrawn = true;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = at(event);
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...next);
    pen.stroke();
    last = next;
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => {
    if (last) keep();
    last = null;
  });
  pad.querySelector("[data-clears]").addEventListener("click", () => {
    clear();
    file.value = "";
  });
  clear();
};

for (const pad of document.querySelectorAll(".pad")) signs(pad);
