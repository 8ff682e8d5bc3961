// Goes before Material's search worker, in one file with it: Material finds and marks the words, and
// this decides which words those are, in which order the sections stand, and what is not here.
//
// Material takes any section that has one of the words, and a frequent word in a title outweighs the
// rare one that was meant. Here the rare words decide; a slip of the keys, another form of a word or
// another word for the same thing is looked for too; and what no section has is said.
var livesearch = (() => {
  "use strict";

  // Words of questions, which say nothing of what is asked about.
  const FILLER = new Set(("how what why when where which who whose way ways get gets got getting make"
    + " makes use uses using used want need needs should would could like just also only please help"
    + " while still mean means happen happens work works about into out up too very really vs versus"
    + " any some something doing done goes going after before again pytorch wrt respect question"
    + " problem understand understanding explain explained exact exactly actually necessary correct"
    + " correctly proper properly possible wondering anyone knows know tell me").split(" "));
  // What is asked of two things says nothing of either: `the difference between ... and ...`.
  const BETWEEN = /\b(?:[a-z]+ )between (?=.* and )/;
  const MESSAGE = 7; // words from which on a query is a piece of an error message
  const SYNONYM = 0.75; // how surely another word for the same thing is meant
  const STRANGE = "No section here has most of these words. The nearest:";
  const FEW = 3; // words up to which one section should have them all
  const RARE = 10; // sections of which fewer make a word hardly weightier: it may stand there by chance
  const ABOUT = 2; // how much it counts that the rest of the page is about it too
  const OFTEN = 3; // sections of a page that make half of that
  const NAMED = 1;
  const MARKED = 48; // words that are looked for and marked, at most

  const { Site, split } = searchsite;

  // ----- What is asked -----

  // One thing that is asked for: the word typed, and the ways to have it, each a list of words.
  class Asked {
    constructor(site, typed, whole = "") {
      this.typed = typed;
      this.ways = [];
      this.slip = "";
      this.whole = whole; // the name that it is a part of, where no section has that name
      for (const [word, sure] of site.forms(typed)) this.ways.push({ words: [word], sure });
    }

    // How well a section has it, from 0; a word in the title counts more.
    in(doc) {
      let best = 0;
      for (const { words, sure } of this.ways) {
        let least = Infinity;
        for (const word of words) least = Math.min(least, doc.words.get(word) ?? 0);
        if (least * sure > best) best = least * sure;
      }
      return best;
    }

    weigh(site) {
      const having = new Set();
      for (const { words, sure } of this.ways)
        if (sure >= 0.5)
          for (const doc of site.postings.get(words[0]) ?? []) if (this.in(doc)) having.add(doc);
      this.count = having.size;
      this.weight = this.count ? Math.log(1 + site.docs.length / (this.count + RARE)) : 0;
      return having;
    }
  }

  function read(site, query) {
    const text = query.toLowerCase().replace(BETWEEN, " ");
    const typed = [...new Set(split(text, site.separator))];
    const told = typed.filter(word => !FILLER.has(word) && /[\w.]/.test(word));
    const asked = (told.length ? told : typed).flatMap(word => parts(site, word));
    if (asked.length < MESSAGE) {
      for (const [i, one] of asked.entries()) together(site, one, asked[i + 1]);
      synonyms(site, text, asked);
    }
    for (const one of asked) if (!one.ways.length) correct(site, one);
    return asked;
  }

  // A name that is not here may be two words that are: `stop_gradient`.
  function parts(site, word) {
    const whole = new Asked(site, word);
    const pieces = split(word, /[_.]+/).filter(piece => piece.length > 1);
    if (whole.ways.length || !pieces.length || pieces[0] === word) return [whole];
    // Written apart it may be here: `pack hook`.
    const apart = pieces.length === 2 && site.docs.some(doc => doc.pairs.has(pieces.join(" ")));
    return pieces.map(piece => new Asked(site, piece, apart ? "" : word));
  }

  // Two words may be one name: `retain grad`.
  function together(site, one, next) {
    if (next === undefined) return;
    const both = one.typed + next.typed;
    const names = [...(site.joins.get(both) ?? []), ...(site.postings.has(both) ? [both] : [])];
    for (const name of names)
      for (const asked of [one, next]) asked.ways.push({ words: [name], sure: 0.9 });
  }

  function synonyms(site, text, asked) {
    const stems = new Set(asked.map(one => site.stem(one.typed)));
    for (const group of site.groups) {
      const said = group.filter(one => isSaid(site, one, text, stems))
        .reduce((one, other) => one?.text.length > other.text.length ? one : other, undefined);
      if (said === undefined) continue;
      const others = group.filter(one => one !== said && one.words.length
        && one.words.every(word => site.postings.has(word)));
      if (said.words.length) cover(site, said, others, asked);
      else asked.push(named(site, said, others));
    }
  }

  function cover(site, said, others, asked) {
    const words = new Set(said.words.map(site.stem));
    const covered = asked.filter(one => words.has(site.stem(one.typed)));
    for (const phrase of others)
      if (phrase.words.length > 1 || phrase.whole === 1)
        for (const one of covered) one.ways.push({ words: phrase.words, sure: SYNONYM });
  }

  // An operator is no word of its own: `x += 1` asks for what the group of `+=` is called.
  function named(site, said, others) {
    const one = new Asked(site, said.text);
    one.ways = others.map(({ words }) => ({ words, sure: 1 }));
    return one;
  }

  // As it stands, or all of its words in some form and in any order.
  function isSaid(site, phrase, text, stems) {
    if (!phrase.words.length) return text.includes(phrase.text);
    if (` ${text} `.match(phrase.pattern ??= pattern(phrase.text))) return true;
    const words = phrase.words.filter(word => !FILLER.has(word));
    return words.length > 1 && words.every(word => stems.has(site.stem(word)));
  }

  function pattern(phrase) {
    const plain = phrase.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/[\s_-]+/g, "[\\s_-]+");
    return new RegExp(`[^\\w]${plain}(?:s|es)?[^\\w]`);
  }

  function correct(site, one) {
    for (const word of site.slips(one.typed)) {
      one.slip ||= word;
      one.ways.push({ words: [word], sure: 0.8 });
    }
  }

  // ----- The answer -----

  class Answer {
    constructor(site, query) {
      this.site = site;
      this.asked = read(site, query);
      this.isMessage = this.asked.length >= MESSAGE;
      this.order = [];
      const found = new Set();
      for (const one of this.asked) for (const doc of one.weigh(site)) found.add(doc);
      const whole = this.asked.reduce((sum, one) => sum + one.weight, 0) || 1;
      for (const doc of found) this.order.push(this._judge(doc, whole));
      this._gather();
      this.order.sort((a, b) => b.score - a.score);
      const best = this.order[0]?.cover ?? 0;
      this.kept = new Map(
        this.order.filter(one => one.cover > best / 2).map(one => [one.doc.location, one]));
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
      const score = sum * (cover / whole) ** 1.3 * doc.boost / long * (1 + NAMED * this._named(doc, whole));
      return { doc, cover: cover / whole, score: doc === page ? score * 1.2 : score };
    }

    // How much a section is named by what is asked: both ways.
    _named(doc, whole) {
      const forms = new Map();
      for (const one of this.asked)
        for (const { words, sure } of one.ways)
          for (const word of words) forms.set(word, Math.max(sure, forms.get(word) ?? 0));
      let all = 0, has = 0;
      for (const word of doc.named) {
        if (FILLER.has(word)) continue;
        const weight = Math.log(1 + this.site.docs.length / ((this.site.postings.get(word)?.length ?? 0) + RARE));
        all += weight;
        has += weight * (forms.get(word) ?? 0);
      }
      let said = 0;
      for (const one of this.asked)
        if (one.ways.some(({ words }) => words.every(word => doc.named.includes(word)))) said += one.weight;
      return all ? (has / all) * (said / whole) : 0;
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
