// Goes before Material's search worker, in one file with it: Material finds and marks the words, and
// this decides which words those are, in which order the sections stand, and what is not here.
//
// Material takes any section that has one of the words, and a frequent word in a title outweighs the
// rare one that was meant. Here the rare words decide; a slip of the keys, another form of a word or
// another word for the same thing is looked for too; and what no section has is said.
var livesearch = (() => {
  "use strict";

  const STRANGE = "No section here has most of these words. The nearest:";
  const FEW = 3; // words up to which one section should have them all
  const ABOUT = 2; // how much it counts that the rest of the page is about it too
  const OFTEN = 3; // sections of a page that make half of that
  const NAMED = 1; // how much it counts that a title says what is asked, and nothing else
  const MARKED = 48; // words that are looked for and marked, at most

  const { Site } = searchsite;
  const { FILLER, SYNONYM, isMessage, read, weightOf } = searchquery;

  class Answer {
    constructor(site, query) {
      this.site = site;
      this.asked = read(site, query);
      this.isMessage = isMessage(this.asked, query);
      this.order = [];
      const found = new Set();
      for (const one of this.asked) for (const doc of one.weigh(site)) found.add(doc);
      const whole = this.asked.reduce((sum, one) => sum + one.weight, 0) || 1;
      this.forms = this._forms();
      for (const doc of found) this.order.push(this._judge(doc, whole));
      this._gather();
      this.order.sort((a, b) => b.score - a.score);
      const best = this.order[0]?.cover ?? 0;
      this.kept = new Map(
        this.order.filter(one => one.cover > best / 2).map(one => [one.doc.location, one]));
    }

    // Words of titles that stand for what is asked, each with how surely.
    _forms() {
      const forms = new Map();
      for (const one of this.asked)
        for (const { words, sure } of one.ways)
          for (const word of words) forms.set(word, Math.max(sure, forms.get(word) ?? 0));
      return forms;
    }

    _judge(doc, whole) {
      const page = this.site.sections.get(doc.page) ?? doc;
      let sum = 0, cover = 0, before = "";
      for (const one of this.asked) {
        const here = one.in(doc), above = here ? 0 : one.in(page) > 1 ? 0.5 : 0;
        sum += one.weight * (here + above);
        cover += here ? one.weight : above * one.weight;
        sum += one.weight / 2 * (doc.pairs.get(`${before} ${one.typed}`) ?? 0);
        before = one.typed;
      }
      const long = 0.85 + 0.15 * doc.length / this.site.length;
      const score = sum * (cover / whole) * doc.boost / long;
      const named = 1 + NAMED * this._named(doc, whole);
      return { doc, cover: cover / whole, score: score * named * (doc === page ? 1.2 : 1) };
    }

    // How far a title and what is asked are the same, from 0 to 1.
    _named(doc, whole) {
      let all = 0, has = 0, said = 0;
      for (const word of doc.named) {
        if (FILLER.has(word)) continue;
        const weight = weightOf(this.site, this.site.postings.get(word).length);
        all += weight;
        has += weight * (this.forms.get(word) ?? 0);
      }
      for (const one of this.asked)
        if (one.ways.some(({ words }) => words.every(word => doc.named.includes(word))))
          said += one.weight;
      return all && (has / all) * (said / whole) ** 2;
    }

    // A page whose sections say it again and again is about it.
    _gather() {
      const shares = new Map();
      for (const one of this.order) {
        const page = one.doc.page;
        if (!shares.has(page)) shares.set(page, this._share(this.site.pages.get(page)));
        one.score *= 1 + ABOUT * shares.get(page) ** 2;
      }
    }

    // How much of what is asked the sections of a page say often, from 0 to 1.
    _share(docs) {
      let sum = 0, whole = 0;
      for (const one of this.asked) {
        const times = docs.reduce((sum, doc) => sum + Math.min(1, one.in(doc)), 0);
        sum += one.weight * times / (times + OFTEN);
        whole += one.weight;
      }
      return sum / (whole || 1);
    }

    // The words that Material is to find and mark.
    words() {
      const made = new Set();
      for (const one of this.asked) {
        const surest = [...one.ways].sort((a, b) => b.sure - a.sure);
        for (const way of surest.slice(0, this.isMessage ? 2 : 8))
          for (const word of way.words) made.add(word);
      }
      return [...made].slice(0, MARKED);
    }

    // Material's result in our order.
    arrange(items) {
      const scored = item => this.kept.get(item.location)?.score ?? 0;
      const groups = items.map(group => group
        .filter(item => this.kept.has(item.location) || !item.location.includes("#"))
        .map(item => this._told(item, scored(item)))
        .sort((a, b) => b.score - a.score));
      return groups.filter(group => group[0]?.score > 0).sort((a, b) => b[0].score - a[0].score);
    }

    _told(item, score) {
      const terms = {};
      for (const [word, has] of Object.entries(item.terms)) if (has) terms[word] = true;
      const doc = this.site.sections.get(item.location);
      if (score && !this.isMessage)
        for (const one of this.asked) if (!one.in(doc)) terms[one.typed] = false;
      return { ...item, score, terms };
    }

    // What is said above the list: what is not here, or nothing.
    notice() {
      if (this.isMessage) return this._isStrange() ? STRANGE : "";
      const bare = this._bare(), aside = this._aside();
      const slips = this.asked.filter(one => one.slip);
      const nearest = this.order.length ? " The nearest:" : "";
      if (bare.length) return `Nothing here about ${bare.map(quoted).join(" or ")}.${nearest}`;
      if (slips.length)
        return slips.map(one => `No ${quoted(one.typed)} here. Found for ${quoted(one.slip)}:`).join(" ");
      if (aside.length) return `Only pages about this site have ${aside.map(quoted).join(" or ")}:`;
      const lacking = this._lacking();
      const words = lacking.map(one => quoted(one.typed)).join(" and ");
      return words && `Nothing here has all these words. Nearest, without ${words}:`;
    }

    // Whether the section that comes first has less than half of a message.
    _isStrange() {
      if (!this.order.length) return false;
      const words = this.asked.filter(one => !/\d/.test(one.typed));
      return words.filter(one => one.in(this.order[0].doc)).length < words.length / 2;
    }

    // Words that none but the pages about the site itself have.
    _aside() {
      const told = this.site.docs.filter(doc => !doc.isAbout);
      const words = this.asked.filter(one => one.ways.length && !told.some(doc => one.in(doc)));
      return words.map(one => one.typed);
    }

    // Words and names that no section has in any form; numbers are those of the reader's program.
    _bare() {
      const bare = this.asked.filter(one => !one.ways.length).map(one => one.typed);
      const names = this.asked.filter(one => one.whole && one.ways.every(({ sure }) => sure !== SYNONYM));
      return [...new Set([...names.map(one => one.whole), ...bare])].filter(word => !/\d/.test(word));
    }

    // What is missing where the most is: in the section of a short query, in the page of a longer.
    _lacking() {
      if (!this.order.length || this.asked.length < 2) return [];
      if (this.order.some(one => one.cover > 0.99)) return [];
      const { doc } = this.order[0];
      const docs = this.asked.length > FEW
        ? this.site.docs.filter(other => other.page === doc.page) : [doc];
      return this.asked.filter(one => !/\d/.test(one.typed) && !docs.some(doc => one.in(doc)));
    }
  }

  const quoted = word => `“${word}”`;

  return { Site, Answer };
})();
