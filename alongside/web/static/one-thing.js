// Keeps the day in the heading of "One thing until ..." the same as the day picked below it.
customElements.define(
  "look-back-day",
  class extends HTMLElement {
    connectedCallback() {
      const input = document.querySelector('input[name="look_back_on"]');
      const heading = this.querySelector("h1");
      input?.addEventListener("change", () => {
        if (!input.value) return;
        const [year, month, day] = input.value.split("-").map(Number);
        const said = new Intl.DateTimeFormat(document.documentElement.lang, {
          weekday: "long",
          day: "numeric",
          month: "long",
        }).format(new Date(year, month - 1, day));
        heading.textContent = this.dataset.says.replace("#", said);
      });
    }
  },
);
