// <nosuch-probe domain="my.com" to="nosuch@my.com" server="mx.my.com" theme="light|dark" lang="de" layout="compact"
//               accent="#0a5" radius="4px" font="Georgia, serif" label="Mail server test">
//
// Shows the test in a frame as high as it needs, and tells what comes of it: events nosuch-started {id, url, domain} and
// nosuch-verdict {id, url, domain, verdict, tone}, which bubble. The frame opens only on sites that the operator of
// nosuch has named.
(function () {
  "use strict";
  var base = new URL(document.currentScript.src).origin;
  var PASSED_ON = ["domain", "to", "server", "theme", "lang", "layout", "accent", "radius", "font"];

  class NosuchProbe extends HTMLElement {
    static observedAttributes = PASSED_ON;

    connectedCallback() {
      this.frame = document.createElement("iframe");
      this.frame.title = this.getAttribute("label") || "nosuch";
      this.frame.allow = "clipboard-write";
      this.frame.style.cssText = "display:block;inline-size:100%;block-size:32rem;border:0;color-scheme:normal";
      this.hear = (message) => {
        // Nobody else is listened to, neither another site nor another frame.
        if (message.origin === base && message.source === this.frame.contentWindow) this.take(message.data || {});
      };
      window.addEventListener("message", this.hear);
      this.show();
      this.replaceChildren(this.frame);
    }

    disconnectedCallback() {
      window.removeEventListener("message", this.hear);
    }

    attributeChangedCallback() {
      if (this.frame) this.show();
    }

    show() {
      var url = new URL("/embed", base);
      for (var name of PASSED_ON) {
        if (this.hasAttribute(name)) url.searchParams.set(name, this.getAttribute(name));
      }
      if (this.frame.src !== url.href) this.frame.src = url.href;
    }

    take(told) {
      if (told.type === "nosuch-height" && told.height > 0) {
        this.frame.style.blockSize = Math.min(told.height, 20000) + "px";
      }
      if (told.type !== "nosuch-started" && told.type !== "nosuch-verdict") return;
      var { type, ...detail } = told;
      detail.url = base + "/r/" + told.id;
      this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
    }
  }

  if (!customElements.get("nosuch-probe")) customElements.define("nosuch-probe", NosuchProbe);
})();
