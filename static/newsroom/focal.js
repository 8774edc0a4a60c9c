/* The focal point of a picture: crops follow it, in the library and beside the sliders that set it. */
"use strict";

function keepInSight(picture, x, y) {
  picture.style.objectPosition = `${x}% ${y}%`;
}

function setValue(slider, value) {
  slider.value = Math.min(100, Math.max(0, Math.round(value)));
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}

/* Where in the picture somebody clicked or tapped, as the values of the two sliders. */
function followClicks(picture, sliders) {
  picture.addEventListener("click", (event) => {
    const frame = picture.querySelector("img").getBoundingClientRect();
    setValue(sliders.x, (100 * (event.clientX - frame.left)) / frame.width);
    setValue(sliders.y, (100 * (event.clientY - frame.top)) / frame.height);
  });
}

/* The number beside a slider, for those who see it; a screen reader says the slider's own. */
function showNumber(slider) {
  const output = document.createElement("output");
  output.className = "count";
  output.htmlFor = slider.id;
  const update = () => { output.textContent = `${slider.value}%`; };
  slider.addEventListener("input", update);
  slider.after(output);
  update();
}

function drawFocus(box, sliders) {
  const [x, y] = [sliders.x.value, sliders.y.value];
  box.querySelectorAll("circle").forEach((mark) => {
    mark.setAttribute("cx", `${x}%`);
    mark.setAttribute("cy", `${y}%`);
  });
  box.querySelectorAll(".focal-crops img").forEach((crop) => keepInSight(crop, x, y));
}

function setUpFocus(box) {
  const sliders = { x: document.getElementById("id_focal_x"), y: document.getElementById("id_focal_y") };
  if (!sliders.x || !sliders.y) return;
  box.querySelectorAll("[hidden]").forEach((part) => { part.hidden = false; });
  followClicks(box.querySelector("[data-focal-picture]"), sliders);
  Object.values(sliders).forEach((slider) => {
    showNumber(slider);
    slider.addEventListener("input", () => drawFocus(box, sliders));
  });
  drawFocus(box, sliders);
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("img[data-focal-x]").forEach((picture) => {
    keepInSight(picture, picture.dataset.focalX, picture.dataset.focalY);
  });
  document.querySelectorAll(".focal").forEach(setUpFocus);
});
