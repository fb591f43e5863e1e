// Let the search work where the manual is opened from a folder: browsers start no worker for a file.
// The worker's script runs in a hidden frame instead.
if (location.protocol === "file:") {
  globalThis.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.onmessage = null;
      this.waiting = [];
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.documentElement.append(this.frame);
      this.inner = this.frame.contentWindow;
      this.inner.postMessage = (data) => this.hand(this, this, new MessageEvent("message", { data }));
      const script = this.frame.contentDocument.createElement("script");
      script.src = new URL(address, location.href).href;
      script.onload = () => {
        const waiting = this.waiting;
        this.waiting = null;
        waiting.forEach((data) => this.postMessage(data));
      };
      this.frame.contentDocument.documentElement.append(script);
    }

    postMessage(data) {
      if (this.waiting) this.waiting.push(data);
      else this.hand(this.inner, this.inner, new this.inner.MessageEvent("message", { data }));
    }

    terminate() {
      this.frame.remove();
    }

    hand(target, owner, event) {
      setTimeout(() => {
        target.dispatchEvent(event);
        if (target === this) owner.onmessage?.(event);
      });
    }
  };
}
