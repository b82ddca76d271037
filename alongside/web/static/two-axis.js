// A canvas between never and always: tap, drag, or use the arrow keys. What is kept are the words of the radio buttons
// below it, which do the same without this script. A screen reader hears two sliders that say words, never a number.
const SVG = "http://www.w3.org/2000/svg";
const EDGE = 44; // as in evaluations/drawing.py
const STEP = 32;
const SIZE = 344;
const AXES = ["across", "up"];
const KEYS = { ArrowLeft: ["across", -1], ArrowRight: ["across", 1], ArrowDown: ["up", -1], ArrowUp: ["up", 1] };

customElements.define(
  "two-axis",
  class extends HTMLElement {
    connectedCallback() {
      this.canvas = this.querySelector(".canvas");
      this.svg = this.canvas.querySelector("svg");
      this.unsure = this.querySelector("input[type=checkbox]");
      this.radios = {};
      this.sliders = {};
      for (const axis of AXES) {
        this.radios[axis] = [...this.querySelectorAll(`input[type=radio][name$=_${axis}]`)];
        this.sliders[axis] = this.slider(axis);
      }
      this.draw();
      this.querySelector("details").open = false;
      this.canvas.hidden = false;
      this.listen();
      this.show();
    }

    // The word of a radio button.
    word(axis, place) {
      return this.radios[axis][place]?.labels[0].textContent.trim() ?? this.dataset.unset;
    }

    place(axis) {
      return this.radios[axis].findIndex((radio) => radio.checked);
    }

    slider(axis) {
      const slider = document.createElement("input");
      slider.type = "range";
      slider.max = this.radios[axis].length - 1;
      slider.value = slider.max / 2;
      slider.dataset.axis = axis;
      const legend = this.radios[axis][0].closest("fieldset").querySelector("legend");
      slider.setAttribute("aria-label", legend.textContent.trim());
      slider.setAttribute("aria-orientation", axis === "up" ? "vertical" : "horizontal");
      this.canvas.querySelector(".sheet").append(slider);
      return slider;
    }

    draw() {
      const make = (name, attributes) => {
        const made = document.createElementNS(SVG, name);
        for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
        this.svg.append(made);
        return made;
      };
      this.lines = {
        across: make("line", { class: "guide", y1: EDGE - 20, y2: SIZE - EDGE + 20 }),
        up: make("line", { class: "guide", x1: EDGE - 20, x2: SIZE - EDGE + 20 }),
      };
      this.mark = make("g", { class: "disc me handle" });
      for (const [radius, name] of [[24, "grip"], [13, "spot"]]) {
        const circle = document.createElementNS(SVG, "circle");
        circle.setAttribute("r", radius);
        circle.setAttribute("class", name);
        this.mark.append(circle);
      }
      const letter = document.createElementNS(SVG, "text");
      letter.setAttribute("class", "letter");
      letter.setAttribute("y", 5);
      letter.textContent = this.dataset.letter;
      this.mark.append(letter);
    }

    listen() {
      this.svg.addEventListener("click", (event) => this.at(event));
      const drag = (event) => this.at(event);
      const hold = (event) => event.target.closest(".handle") && event.preventDefault();
      this.svg.addEventListener("touchstart", hold, { passive: false }); // what one has hold of doesn't scroll the page
      this.svg.addEventListener("pointerdown", (event) => {
        // A finger that scrolls must not place anything: it drags only what it has hold of.
        if (event.pointerType === "touch" && !event.target.closest(".handle")) return;
        if (event.button !== 0) return;
        event.preventDefault();
        this.svg.setPointerCapture(event.pointerId);
        this.svg.addEventListener("pointermove", drag);
      });
      for (const over of ["pointerup", "pointercancel"])
        this.svg.addEventListener(over, () => this.svg.removeEventListener("pointermove", drag));
      this.canvas.addEventListener("keydown", (event) => this.key(event));
      for (const axis of AXES) this.sliders[axis].addEventListener("input", () => this.set(axis, +this.sliders[axis].value));
      this.addEventListener("change", (event) => {
        if (event.target === this.unsure && this.unsure.checked) this.clear();
        else if (event.target.type === "radio") this.unsure.checked = false;
        this.show();
      });
      window.addEventListener("pageshow", () => this.show());
    }

    // Where the pointer is, on the nearest word of both axes.
    at(event) {
      const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
      const near = (units) => Math.min(Math.max(Math.round(units / STEP), 0), this.radios.up.length - 1);
      this.set("across", near(x - EDGE));
      this.set("up", near(SIZE - EDGE - y));
    }

    // Arrows go where they point, whichever of the two has the focus; the focus goes along, so that it is said.
    key(event) {
      const focused = event.target.dataset.axis;
      if (!focused) return;
      const ends = { Home: 0, End: this.radios[focused].length - 1 };
      const [axis, by] = KEYS[event.key] ?? [focused, 0];
      if (!by && !(event.key in ends)) return;
      event.preventDefault();
      const now = this.place(axis);
      const last = this.radios[axis].length - 1;
      this.set(axis, event.key in ends ? ends[event.key] : now < 0 ? last / 2 : Math.min(Math.max(now + by, 0), last));
      this.sliders[axis].focus();
    }

    set(axis, place) {
      this.radios[axis][place].checked = true;
      this.unsure.checked = false;
      this.show();
    }

    clear() {
      for (const radio of AXES.flatMap((axis) => this.radios[axis])) radio.checked = false;
    }

    show() {
      const places = {};
      for (const axis of AXES) {
        const place = (places[axis] = this.place(axis));
        const word = this.word(axis, place);
        this.sliders[axis].value = place < 0 ? this.sliders[axis].max / 2 : place;
        this.sliders[axis].setAttribute("aria-valuetext", word);
        const said = this.canvas.querySelector(`[data-word=${axis}]`);
        said.textContent = word;
        said.classList.toggle("unset", place < 0);
      }
      const { across, up } = places;
      const x = EDGE + STEP * across;
      const y = SIZE - EDGE - STEP * up;
      this.mark.toggleAttribute("hidden", across < 0 || up < 0);
      this.mark.setAttribute("transform", `translate(${x} ${y})`);
      for (const [axis, name, units] of [["across", "x", x], ["up", "y", y]]) {
        this.lines[axis].toggleAttribute("hidden", places[axis] < 0);
        this.lines[axis].setAttribute(`${name}1`, units);
        this.lines[axis].setAttribute(`${name}2`, units);
      }
      this.classList.toggle("unsure", this.unsure.checked);
    }
  },
);
