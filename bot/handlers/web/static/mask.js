// Strokes over a picture, by finger, pen or mouse: where they are, it is painted anew.

const LEAST_PX = 512; // of the longer side, so that small pictures are marked as finely as large ones

export class Mask extends EventTarget {
  #canvas;
  #picture;
  #strokes = [];
  #drawing = null;
  #placing;

  /** The share of the picture's shorter side that the brush is wide. */
  brush = 0.08;

  /** `canvas` lies over `picture`, an image that is shown whole (object-fit: contain). */
  constructor(canvas, picture) {
    super();
    this.#canvas = canvas;
    this.#picture = picture;
    this.#placing = new ResizeObserver(() => this.#place());
    canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    canvas.addEventListener("pointermove", (event) => this.#go(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (this.#drawing = null));
  }

  get empty() {
    return !this.#strokes.length;
  }

  open() {
    const { naturalWidth: width, naturalHeight: height } = this.#picture;
    const scale = Math.max(1, LEAST_PX / Math.max(width, height));
    this.#canvas.width = Math.round(width * scale);
    this.#canvas.height = Math.round(height * scale);
    this.#canvas.hidden = false;
    this.#placing.observe(this.#picture);
    this.#place();
    this.clear();
  }

  close() {
    this.#canvas.hidden = true;
    this.#placing.disconnect();
    this.#drawing = null;
    this.clear();
  }

  clear() {
    this.#strokes = [];
    this.#draw();
  }

  undo() {
    this.#strokes.pop();
    this.#draw();
  }

  /** White where it was marked, black elsewhere. */
  async file() {
    const mask = new OffscreenCanvas(this.#canvas.width, this.#canvas.height);
    const context = mask.getContext("2d");
    context.fillRect(0, 0, mask.width, mask.height);
    this.#paint(context, "white");
    return new File([await mask.convertToBlob()], "mask.png", { type: "image/png" });
  }

  #begin(event) {
    if (!event.isPrimary || event.button) return;
    event.preventDefault();
    this.#canvas.setPointerCapture(event.pointerId);
    this.#drawing = { width: this.brush * Math.min(this.#canvas.width, this.#canvas.height), points: [this.#at(event)] };
    this.#strokes.push(this.#drawing);
    this.#draw();
  }

  #go(event) {
    if (!this.#drawing || !event.isPrimary) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const each of passed.length ? passed : [event]) this.#drawing.points.push(this.#at(each));
    this.#draw();
  }

  #at(event) {
    const box = this.#canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * this.#canvas.width;
    return [x, ((event.clientY - box.top) / box.height) * this.#canvas.height];
  }

  #draw() {
    const context = this.#canvas.getContext("2d");
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#paint(context, getComputedStyle(this.#canvas).color);
    this.dispatchEvent(new Event("change"));
  }

  #paint(context, colour) {
    context.strokeStyle = colour;
    context.lineCap = context.lineJoin = "round";
    for (const { width, points } of this.#strokes) {
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(...points[0]);
      for (const point of points) context.lineTo(...point); // the first one, too: a touch is a dot
      context.stroke();
    }
  }

  /** Just over the picture, which is shown whole in the middle of its box. */
  #place() {
    const { offsetLeft, offsetTop, clientWidth, clientHeight } = this.#picture;
    const scale = Math.min(clientWidth / this.#canvas.width, clientHeight / this.#canvas.height);
    const [width, height] = [this.#canvas.width * scale, this.#canvas.height * scale];
    Object.assign(this.#canvas.style, {
      left: `${offsetLeft + (clientWidth - width) / 2}px`,
      top: `${offsetTop + (clientHeight - height) / 2}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
  }
}
