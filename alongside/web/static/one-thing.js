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
        const picked = new Date(year, month - 1, day);
        const say = (parts) => new Intl.DateTimeFormat(document.documentElement.lang, parts).format(picked);
        const said = `${say({ weekday: "long" })}, ${say({ day: "numeric", month: "long" })}`;
        heading.textContent = this.dataset.says.replace("#", said);
      });
    }
  },
);
