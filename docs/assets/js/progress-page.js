// The page "Your progress": what progress.js keeps, to save, to bring back and to forget.
(() => {
  "use strict";

  const own = window.lcProgress;
  const place = document.querySelector("[data-lc-progress]");
  if (!own || !place) return;
  const { answers, button, checked, inside, isMap, links, make, parsed, put, root, stateOf, stored, ANSWERS } = own;

  function lines() {
    const pages = [...new Map(links.map((link) => [inside(link.href), link])).keys()];
    const done = pages.filter((path) => path && stateOf(path) === "done");
    const begun = pages.filter((path) => path && stateOf(path) === "begun");
    const labs = Object.keys(own.kept.labs).length;
    const right = Object.values(answers()).filter((state) => state && !state.shown).length;
    return `Pages done: ${done.length}, begun: ${begun.length}. Labs ticked: ${labs}. Questions answered: ${right}.`;
  }

  function save() {
    const data = { site: "autograd-live", ...own.kept, answers: answers() };
    const file = new Blob([JSON.stringify(data, null, 1)], { type: "application/json" });
    const link = make("a", "", "", { href: URL.createObjectURL(file), download: "autograd-progress.json" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  async function load(file, say) {
    const data = parsed(await file.text());
    if (!isMap(data) || !isMap(data.pages)) return say("This is no file of progress from this site. Nothing has changed.");
    const { kept } = own;
    const { pages, labs, review, last } = checked(data);
    const other = { pages: { ...kept.pages, ...pages }, labs: { ...kept.labs, ...labs } };
    own.change({ ...kept, ...other, review: { ...kept.review, ...review }, last: last ?? kept.last });
    if (isMap(data.answers)) {
      const all = checkedAnswers(stored(ANSWERS));
      for (const [name, state] of Object.entries(data.answers)) if (isMap(state)) all.answers[root + name] = state;
      put(ANSWERS, all);
    }
    own.show();
    say("The file has been added to what was here.");
  }

  const checkedAnswers = (data) => (isMap(data) && isMap(data.answers) ? data : { off: false, answers: {} });

  function forget(say) {
    const all = checkedAnswers(stored(ANSWERS));
    for (const name of Object.keys(all.answers)) if (name.startsWith(root)) delete all.answers[name];
    put(ANSWERS, all);
    own.change({ off: own.kept.off });
    say("Forgotten.");
  }

  function reviewList() {
    const made = make("ul", "lc-review-list");
    own.onShow(() => {
      made.replaceChildren();
      for (const [name, { question, page }] of Object.entries(own.kept.review)) {
        const line = make("li");
        const aim = new URL(root + name, location); // without its host, or it is marked as another site
        line.append(make("a", "", String(question), { href: aim.pathname + aim.hash }), ` ${page} `);
        line.append(button("Remove", () => remove(name), { "aria-label": `Remove: ${question}` }));
        made.append(line);
      }
      if (!made.children.length) made.append(make("li", "", "None is marked."));
    });
    return made;
  }

  function remove(name) {
    const { [name]: gone, ...review } = own.kept.review;
    if (gone) own.change({ ...own.kept, review });
  }

  function overview() {
    const status = make("p", "", "", { role: "status" });
    const say = (text) => (status.textContent = text);
    const sum = make("p");
    own.onShow(() => (sum.textContent = own.kept.off ? "Nothing is kept." : lines()));
    const off = button("Keep my progress on this device", () => {
      own.change({ off: !own.kept.off });
    });
    off.classList.add("lc-toggle");
    own.onShow(() => (off.ariaPressed = String(!own.kept.off)));
    const file = make("input", "", "", { type: "file", accept: ".json,application/json", id: "lc-progress-file" });
    file.addEventListener("change", () => file.files[0] && load(file.files[0], say).then(() => (file.value = "")));
    const label = make("label", "", "Add a saved file ", { for: file.id });
    label.append(file);
    const row = make("p", "lc-progress-row");
    row.append(off, button("Save to a file", save), button("Forget all of it", () => forget(say)));
    place.replaceChildren(sum, row, label, status, make("h2", "", "Questions to review"), reviewList());
  }

  overview();
  own.show();
})();
