// What the search knows of the site: the words of each section, and the ways in which a reader may
// type them. `search.js` makes an answer of it.
var searchsite = (() => {
  "use strict";

  const clean = html => html.replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

  // The words of a text, as the index has them.
  function split(text, separator) {
    return text.toLowerCase().split(separator).filter(Boolean);
  }

  const joined = word => word.replace(/[_.]/g, "");

  // Whether one word is another but for one slip: a letter more, less, other, or two swapped.
  function isSlip(typed, word) {
    if (Math.abs(typed.length - word.length) > 1 || typed[0] !== word[0]) return false;
    let from = 0, back = 0;
    while (from < typed.length && typed[from] === word[from]) from++;
    const rest = Math.min(typed.length, word.length) - from;
    while (back < rest && typed[typed.length - 1 - back] === word[word.length - 1 - back]) back++;
    const mine = typed.slice(from, typed.length - back), theirs = word.slice(from, word.length - back);
    if (mine.length <= 1 && theirs.length <= 1) return true;
    return mine.length === 2 && theirs === mine[1] + mine[0];
  }

  class Site {
    // `stem` gives the stem of a word; `synonyms` are groups of phrases for the same thing; `about`
    // are the folders of pages about the site itself.
    constructor({ config, docs }, { stem, synonyms, about }) {
      this.separator = new RegExp(config.separator);
      const stems = new Map(); // of words: each is made once
      this.stem = word => stems.get(word) ?? (stems.set(word, stem(word)), stems.get(word));
      this.docs = docs.map(doc => this._read(doc));
      for (const doc of this.docs) doc.isAbout = about.some(folder => doc.page.startsWith(folder));
      this.sections = new Map(this.docs.map(doc => [doc.location, doc]));
      this.pages = new Map(); // page -> its sections
      for (const doc of this.docs) this._list(this.pages, doc.page, doc);
      this.postings = new Map(); // word -> sections that have it
      this.having = new Map(); // stem -> sections that have a word of it
      for (const doc of this.docs) {
        for (const word of doc.words.keys()) this._list(this.postings, word, doc);
        for (const stem of doc.stems.keys()) this._list(this.having, stem, doc);
      }
      this.sorted = [...this.postings.keys()].sort();
      this.stems = new Map();
      this.joins = new Map();
      for (const word of this.sorted) {
        this._list(this.stems, this.stem(word), word);
        if (joined(word) !== word) this._list(this.joins, joined(word), word);
      }
      this.groups = synonyms.map(group => group.map(phrase => this._phrase(phrase)));
      this.length = this.docs.reduce((sum, doc) => sum + doc.length, 0) / (this.docs.length || 1);
    }

    _list(map, key, value) {
      if (map.has(key)) map.get(key).push(value);
      else map.set(key, [value]);
    }

    _phrase(phrase) {
      const text = phrase.toLowerCase().trim();
      const words = split(text, this.separator);
      return { text, words, stems: words.map(this.stem), whole: text.split(/\s+/).length };
    }

    _read({ location, title, text, boost = 1 }) {
      const inTitle = split(clean(title), this.separator);
      const inText = split(clean(text), this.separator);
      const words = new Map();
      for (const word of inText) words.set(word, (words.get(word) ?? 0) + 1);
      for (const [word, times] of words) words.set(word, Math.min(1.6, 1 + 0.15 * Math.log2(times)));
      for (const word of inTitle) words.set(word, (words.get(word) ?? 1) + 1.5);
      const stems = new Map();
      for (const [word, has] of words)
        stems.set(this.stem(word), Math.max(has, stems.get(this.stem(word)) ?? 0));
      const pairs = new Map(); // words that follow each other; in a title they count twice
      const add = (some, times) => some.forEach((word, i) => pairs.set(`${some[i - 1]} ${word}`, times));
      add(inText, 1);
      add(inTitle, 2);
      const page = location.split("#")[0];
      const named = [...new Set(inTitle)];
      const length = inTitle.length + inText.length;
      return { location, page, words, stems, pairs, named, length, boost };
    }

    // The words that begin like this one.
    beginning(prefix) {
      let low = 0, high = this.sorted.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.sorted[middle] < prefix) low = middle + 1;
        else high = middle;
      }
      let end = low;
      while (end < this.sorted.length && this.sorted[end].startsWith(prefix)) end++;
      return this.sorted.slice(low, end);
    }

    // Words that stand for a typed one, each with how surely it is meant.
    forms(typed) {
      const found = new Map();
      const add = (word, sure) => found.set(word, Math.max(sure, found.get(word) ?? 0));
      for (const word of this.beginning(typed)) {
        const more = word.length - typed.length;
        if (more === 0) add(word, 1);
        else if (typed.length > 2) add(word, more < 4 ? 0.9 : 0.6);
      }
      for (const word of this.stems.get(this.stem(typed)) ?? []) add(word, 0.9);
      for (const word of this.joins.get(joined(typed)) ?? []) add(word, 0.95);
      return found;
    }

    // Words that were meant if a finger slipped; the most frequent ones.
    slips(typed) {
      if (typed.length < 5 || /\d/.test(typed)) return [];
      const near = this.sorted.filter(word => word.length > 3 && isSlip(typed, word));
      const count = word => this.postings.get(word).length;
      return near.sort((a, b) => count(b) - count(a)).slice(0, 2);
    }
  }

  return { Site, split };
})();
