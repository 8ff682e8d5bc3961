// What goes into mathjax.js: TeX in, SVG and MathML out, in one plain script that needs no DOM, no
// files and no network. maths.py calls it; README.md says how the bundle is made.

import {mathjax} from '@mathjax/src/mjs/mathjax.js';
import {VERSION} from '@mathjax/src/mjs/components/version.js';
import {TeX} from '@mathjax/src/mjs/input/tex.js';
import {SVG} from '@mathjax/src/mjs/output/svg.js';
import {liteAdaptor} from '@mathjax/src/mjs/adaptors/liteAdaptor.js';
import {RegisterHTMLHandler} from '@mathjax/src/mjs/handlers/html.js';
import {SerializedMmlVisitor} from '@mathjax/src/mjs/core/MmlTree/SerializedMmlVisitor.js';
import {MathJaxNewcmFont} from '@mathjax/mathjax-newcm-font/mjs/svg.js';

import '@mathjax/src/mjs/input/tex/base/BaseConfiguration.js';
import '@mathjax/src/mjs/input/tex/ams/AmsConfiguration.js';
import '@mathjax/src/mjs/input/tex/boldsymbol/BoldsymbolConfiguration.js';
import '@mathjax/src/mjs/input/tex/newcommand/NewcommandConfiguration.js';

// MathJax fetches these parts of its font when a formula first needs them; here nothing can be
// fetched. They are what \mathcal, \mathbb, \mathfrak, \mathscr (and \ell), \mathsf, \mathtt and
// relations like \perp and \triangleq ask for. A glyph of another part is an error: BundledFont.
import '@mathjax/mathjax-newcm-font/mjs/svg/dynamic/calligraphic.js';
import '@mathjax/mathjax-newcm-font/mjs/svg/dynamic/double-struck.js';
import '@mathjax/mathjax-newcm-font/mjs/svg/dynamic/fraktur.js';
import '@mathjax/mathjax-newcm-font/mjs/svg/dynamic/math.js';
import '@mathjax/mathjax-newcm-font/mjs/svg/dynamic/monospace.js';
import '@mathjax/mathjax-newcm-font/mjs/svg/dynamic/sans-serif.js';
import '@mathjax/mathjax-newcm-font/mjs/svg/dynamic/script.js';

const PACKAGES = ['base', 'ams', 'boldsymbol', 'newcommand'];

const codePoint = (n) => 'U+' + Number(n).toString(16).toUpperCase().padStart(4, '0');

class BundledFont extends MathJaxNewcmFont {
  constructor(options) {
    super(options);
    // An imported part replaced its `setup`; that of the others does nothing but mark the failure.
    for (const part of Object.values(MathJaxNewcmFont.dynamicFiles)) part.setup(this);
  }

  // An entry that still refers to a part was not replaced above. MathJax would try to load the part
  // and, failing that, could quietly take another face of the letter.
  getChar(variant, n) {
    const char = this.variant[variant].chars[n];
    if (char && !Array.isArray(char)) throw new Error(notBundled(n, char));
    return super.getChar(variant, n);
  }

  getDelimiter(n) {
    const delimiter = this.delimiters[n];
    if (delimiter && !('dir' in delimiter)) throw new Error(notBundled(n, delimiter));
    return super.getDelimiter(n);
  }
}

const notBundled = (n, part) =>
  `The glyph ${codePoint(n)} is in the font part "${part.file}", which is not in mathjax.js`;

class StrictSVG extends SVG {
  // Called for text that the font cannot draw. It would take the reader's font, of unknown widths.
  unknownText(text) {
    const missing = Array.from(text, (char) => codePoint(char.codePointAt(0)));
    throw new Error(`The font has no glyph for ${missing.join(' ')}`);
  }
}

// MathML on one line, without MathJax's own data- attributes.
class CompactMmlVisitor extends SerializedMmlVisitor {
  visitInferredMrowNode(node) {
    return node.childNodes.map((child) => this.visitNode(child, '')).join('');
  }

  visitDefault(node) {
    const kind = this.getKind(node);
    const children = this.childNodeMml(node, '', '');
    return `<${kind}${this.getAttributes(node)}>${children}</${kind}>`;
  }

  getAttributeList(node) {
    const all = Object.entries(super.getAttributeList(node));
    return Object.fromEntries(all.filter(([name]) => !name.startsWith('data-')));
  }

  // The content of <math> as the one element that <semantics> takes beside its annotation.
  visitContent(math) {
    const content = math.childNodes[0];
    const inner = this.visitNode(content, '');
    return content.isInferred && content.childNodes.length !== 1 ? `<mrow>${inner}</mrow>` : inner;
  }
}

const adaptor = liteAdaptor({fontSize: 16});
RegisterHTMLHandler(adaptor);
// No font cache: a formula holds its outlines, so it needs no ids. maths.py shares them in a page.
const svg = new StrictSVG({
  fontData: new BundledFont(),
  fontCache: 'none',
  linebreaks: {inline: false},
});
const visitor = new CompactMmlVisitor();

// A TeX reader for one formula only: macros and labels of one formula must not change the next, or
// a page would depend on which of its formulas came from the cache.
function newDocument() {
  const formatError = (_jax, error) => { throw new Error(error.message); };
  const tex = new TeX({packages: PACKAGES, formatError});
  return mathjax.document('', {InputJax: tex, OutputJax: svg});
}

// Drop what only MathJax's own scripts use: data- attributes, groups that then carry nothing, and
// outlines of blanks.
function slim(node) {
  for (const {name} of [...adaptor.allAttributes(node)]) {
    if (name.startsWith('data-')) adaptor.removeAttribute(node, name);
  }
  for (const child of [...adaptor.childNodes(node)]) {
    if (adaptor.kind(child) === '#text') continue;
    slim(child);
    const kind = adaptor.kind(child);
    if (kind === 'path' && !adaptor.getAttribute(child, 'd')) adaptor.remove(child);
    else if (kind === 'g' && !adaptor.allAttributes(child).length) splice(child);
    else if (kind === 'g' && !adaptor.childNodes(child).length) adaptor.remove(child);
  }
}

function splice(group) {
  for (const child of [...adaptor.childNodes(group)]) adaptor.insert(child, group);
  adaptor.remove(group);
}

globalThis.livecellsMath = {
  version: VERSION,

  // Returns {error} with the reason, or
  //   viewBox  [x, y, width, height] in 1/1000 em; y points down from the baseline
  //   width    what MathJax's <svg> says: a number of ex, or a percentage for a tagged equation
  //   xHeight  an ex of the font in 1/1000 em
  //   body     the content of <svg>
  //   mathml   the content of <math>, one element
  typeset(tex, display) {
    try {
      const doc = newDocument();
      const item = new doc.options.MathItem(tex, doc.inputJax[0], display);
      item.start.node = adaptor.body(doc.document);
      item.setMetrics(16, 8, 1e6, 1);
      item.convert(doc);
      const root = adaptor.firstChild(item.typesetRoot);
      slim(root);
      return {
        viewBox: (adaptor.getAttribute(root, 'viewBox') ?? '').split(' ').map(Number),
        width: adaptor.getAttribute(root, 'width'),
        xHeight: svg.font.params.x_height * 1000,
        body: adaptor.innerHTML(root),
        mathml: visitor.visitContent(item.root),
      };
    } catch (error) {
      return {error: String(error.message ?? error)};
    }
  },
};
