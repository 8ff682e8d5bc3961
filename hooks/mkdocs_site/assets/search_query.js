// What a query asks for: its words without those of a question, their other forms, other words for the
// same thing, slips of the keys. `search.js` looks for them.
var searchquery = (() => {
  "use strict";

  // Words of questions, which say nothing of what is asked about.
  const FILLER = new Set(("how what why when where which who whose way ways get gets got getting make"
    + " makes use uses using used want need needs should would could like just also only please help"
    + " while still mean means happen happens work works about into out up too very really vs versus"
    + " any some something doing done goes going after before again pytorch wrt purpose question"
    + " problem understand understanding explain explained exact exactly actually necessary correct"
    + " correctly proper properly possible wondering anyone knows know tell me compute calculate"
    ).split(" "));
  const QUESTION = new RegExp("^\\W*(?:how|why|what|when|where|which|who|is|are|do|does|did|can|should"
    + "|will|i|my|we)\\b|\\?\\s*$");
  const CALL = /(\w\(\)) (?:function|method)\b/g; // a word for what the brackets say
  const BETWEEN = /\b[a-z]+ between (?=.* and )/; // `the difference between ... and ...` is of neither
  const MESSAGE = 7; // words from which on a query is a piece of an error message
  const SYNONYM = 0.75; // how surely another word for the same thing is meant
  const RARE = 10; // sections of which fewer make a word hardly weightier: it may stand there by chance

  const NAME = 1.5; // how much more a name of a program counts than a word

  const { split } = searchsite;

  const isName = word => /\w_\w/.test(word);

  // A long question is none: it is in the reader's own words.
  const isMessage = (asked, text) => asked.length >= MESSAGE && !QUESTION.test(text.toLowerCase());

  const weightOf = (site, count) => Math.log(1 + site.docs.length / (count + RARE));

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
      for (const { words, stems, sure } of this.ways) {
        let least = Infinity;
        for (const one of stems ?? words)
          least = Math.min(least, (stems ? doc.stems : doc.words).get(one) ?? 0);
        if (least * sure > best) best = least * sure;
      }
      return best;
    }

    weigh(site) {
      const having = new Set();
      for (const { words, stems, sure } of this.ways) {
        const docs = stems ? site.having.get(stems[0]) : site.postings.get(words[0]);
        if (sure >= 0.5) for (const doc of docs ?? []) if (this.in(doc)) having.add(doc);
      }
      this.count = having.size;
      this.weight = this.count ? weightOf(site, this.count) * (isName(this.typed) ? NAME : 1) : 0;
      return having;
    }
  }

  function read(site, query) {
    const text = query.toLowerCase().replace(BETWEEN, " ").replace(CALL, "$1");
    const typed = [...new Set(split(text, site.separator))];
    const told = typed.filter(word => /\w/.test(word)
      && (!FILLER.has(word) || text.includes(`.${word}`))); // of `torch.where` the name stays
    const asked = (told.length ? told : typed).flatMap(word => parts(site, word));
    if (!isMessage(asked, text)) {
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
      const said = group.filter(one => isSaid(site, one, text, stems));
      if (!said.length) continue;
      const here = group.filter(one => one.words.length
        && one.stems.every(stem => site.having.has(stem)));
      const operator = said.find(one => !one.words.length);
      if (operator) asked.push(named(site, operator, here));
      else cover(site, said, here, asked);
    }
  }

  // What was said in one of the ways of a group may stand in any other.
  function cover(site, said, here, asked) {
    const stems = new Set(said.flatMap(one => one.stems));
    for (const one of asked) {
      const own = site.stem(one.typed);
      if (!stems.has(own)) continue;
      for (const phrase of here)
        if (!phrase.stems.includes(own) && (phrase.words.length > 1 || phrase.whole === 1))
          one.ways.push({ ...phrase, sure: SYNONYM });
    }
  }

  // An operator is no word of its own: `x += 1` asks for what the group of `+=` is called.
  function named(site, said, others) {
    const one = new Asked(site, said.text);
    one.ways = others.map(phrase => ({ ...phrase, sure: 1 }));
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

  return { FILLER, SYNONYM, isMessage, read, weightOf };
})();
