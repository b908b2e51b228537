// The answer as it came, as text.
export class Raw {
  constructor(yasr) {
    this.yasr = yasr;
    this.priority = 2;
    this.label = "Response";
  }

  canHandleResults() {
    return Boolean(this.yasr.results?.getOriginalResponseAsString());
  }

  getIcon() {
    const icon = document.createElement("span");
    icon.textContent = "≡";
    icon.setAttribute("aria-hidden", "true");
    return icon;
  }

  draw() {
    const text = document.createElement("pre");
    text.tabIndex = 0;
    text.className = "raw";
    text.setAttribute("role", "region");
    text.setAttribute("aria-label", "The answer as it came");
    text.textContent = this.yasr.results.getOriginalResponseAsString();
    this.yasr.resultsEl.append(text);
  }
}
